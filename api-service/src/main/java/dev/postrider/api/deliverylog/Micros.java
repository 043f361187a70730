package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the database keeps them: to the microsecond, so that a row read back compares equal to what was written. */
final class Micros {
    private Micros() {}

    static Instant of(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static Duration of(Duration duration) {
        return duration.truncatedTo(ChronoUnit.MICROS);
    }
}
