/** Tests of scheduled events. */
@NullMarked
package dev.postrider.api.scheduling;

import org.jspecify.annotations.NullMarked;
