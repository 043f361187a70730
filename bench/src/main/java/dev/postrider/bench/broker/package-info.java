/**
 * A real Kafka broker in a process of its own, so that its work is not counted as anybody else's.
 */
@NullMarked
package dev.postrider.bench.broker;

import org.jspecify.annotations.NullMarked;
