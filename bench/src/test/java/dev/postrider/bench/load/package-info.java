/** Tests of what a run is made of. */
@NullMarked
package dev.postrider.bench.load;

import org.jspecify.annotations.NullMarked;
