/** Tests of the sink. */
@NullMarked
package dev.postrider.bench.sink;

import org.jspecify.annotations.NullMarked;
