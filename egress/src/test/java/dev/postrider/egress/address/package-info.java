/** Tests of the guards. */
@NullMarked
package dev.postrider.egress.address;

import org.jspecify.annotations.NullMarked;
