package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When the writer may try again: pauses that double while it fails. One thread's. */
final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final InstantSource clock;
    private final Duration longest;
    private Duration pause = Duration.ZERO;
    private Instant until = Instant.MIN;

    BackOff(InstantSource clock, Duration longest) {
        this.clock = clock;
        this.longest = longest;
    }

    boolean isOver() {
        return !clock.instant().isBefore(until);
    }

    void failed() {
        Duration doubled = pause.isZero() ? FIRST : pause.multipliedBy(2);
        pause = doubled.compareTo(longest) < 0 ? doubled : longest;
        until = clock.instant().plus(pause);
    }

    void succeeded() {
        pause = Duration.ZERO;
        until = Instant.MIN;
    }
}
