/**
 * Benchmarks of the inner loops, run by JMH. Nothing calls them; they call what the services call.
 */
@NullMarked
package dev.postrider.bench.jmh;

import org.jspecify.annotations.NullMarked;
