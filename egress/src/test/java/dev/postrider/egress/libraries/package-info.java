/** Runs the libraries that receivers verify with. */
@NullMarked
package dev.postrider.egress.libraries;

import org.jspecify.annotations.NullMarked;
