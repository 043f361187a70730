package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.time.Instant;

/** Clocks that move when a test says so; safe for the tiers' threads. */
public final class SetClocks implements Clocks {
    private Instant wall;
    private long nanos;

    public SetClocks(Instant wall) {
        this.wall = wall;
    }

    /** Time goes by, on both clocks. */
    public synchronized void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    /** Somebody sets the wall clock, by this much. */
    public synchronized void step(Duration by) {
        wall = wall.plus(by);
    }

    @Override
    public synchronized Instant wall() {
        return wall;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }
}
