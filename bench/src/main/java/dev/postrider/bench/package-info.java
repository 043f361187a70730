/**
 * The benchmarks' program: arguments, order of the scenarios, output. Started by the {@code postrider} script; measures nothing itself.
 */
@NullMarked
package dev.postrider.bench;

import org.jspecify.annotations.NullMarked;
