package dev.postrider.scheduler.tier;

import java.time.Instant;

/** The two clocks of a host, as they are. */
public interface Clocks {
    /** The time of day; somebody may set it back or forth. */
    Instant wall();

    /** Nanoseconds of a clock that only runs forward, from an arbitrary origin. */
    long nanos();

    /** Those of this host. */
    static Clocks system() {
        return new Clocks() {
            @Override
            public Instant wall() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
