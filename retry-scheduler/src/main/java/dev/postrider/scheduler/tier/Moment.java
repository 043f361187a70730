package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.time.Instant;

/**
 * Now, on two clocks.
 *
 * @param wall what {@code hop_until} and {@code due} are measured by; may be set back or forth
 * @param nanos of a clock that only runs forward, from an arbitrary origin
 */
record Moment(Instant wall, long nanos) {
    /** The time since an earlier moment on the clock that only runs forward. */
    Duration since(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }
}
