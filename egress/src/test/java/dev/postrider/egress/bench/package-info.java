/** Measures what a send costs: a program to run by hand, {@code SenderBenchmark}, and the receiver it starts beside it. */
@NullMarked
package dev.postrider.egress.bench;

import org.jspecify.annotations.NullMarked;
