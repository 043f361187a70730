/** Tests of what is known of matches. */
@NullMarked
package dev.postrider.api.matching;

import org.jspecify.annotations.NullMarked;
