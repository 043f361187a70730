/** Tests of what is asked of one delivery. */
@NullMarked
package dev.postrider.api.control;

import org.jspecify.annotations.NullMarked;
