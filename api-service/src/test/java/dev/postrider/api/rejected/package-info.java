/** Tests of rejected events. */
@NullMarked
package dev.postrider.api.rejected;

import org.jspecify.annotations.NullMarked;
