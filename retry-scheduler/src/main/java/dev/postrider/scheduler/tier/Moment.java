package dev.postrider.scheduler.tier;

import java.time.Instant;

/**
 * Now, on two clocks.
 *
 * @param time what {@code hop_until} and {@code due} are measured by: {@link SlewedClock}'s
 * @param nanos of the clock that only runs forward, from an arbitrary origin
 */
record Moment(Instant time, long nanos) {}
