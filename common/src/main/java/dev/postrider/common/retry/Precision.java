package dev.postrider.common.retry;

import java.time.Duration;
import java.time.Instant;

/** How closely a way through the tiers must meet the time that was asked for, and by whose clock that time counts. */
public enum Precision {
    /**
     * A wait that is meant relative to the failure before it, as a retry's: a tenth is allowed above it, since few hops matter
     * more. What the writer stamped is its place on its own clock, so a record that has waited a tier through has come as far
     * as its stamp says, whatever the clocks of others show.
     */
    TENTH {
        @Override
        Duration tolerance(Duration delay) {
            return delay.compareTo(SHORT) < 0 ? SECOND_LONG : delay.dividedBy(10);
        }

        @Override
        public Instant place(Instant now, Instant hopUntil) {
            return now.isBefore(hopUntil) ? hopUntil : now;
        }
    },

    /** A time of day that somebody named, as a scheduled event's: within a second of it, by the clock of whoever holds it. */
    SECOND {
        @Override
        Duration tolerance(Duration delay) {
            return SECOND_LONG;
        }

        @Override
        public Instant place(Instant now, Instant hopUntil) {
            return now;
        }
    };

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration SECOND_LONG = Duration.ofSeconds(1);

    /** By how much a way may be longer than the delay. */
    abstract Duration tolerance(Duration delay);

    /**
     * Where a record stands on its way when a hop is over, which may be before the hop's stamp where clocks differ.
     *
     * @param now by the clock of whoever held it
     */
    public abstract Instant place(Instant now, Instant hopUntil);
}
