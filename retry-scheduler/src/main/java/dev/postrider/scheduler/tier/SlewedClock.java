package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time by which tiers wait: the wall clock, but where that is set forth it is caught up with at half as fast again. So a
 * step of a minute makes a minute's records due over two, at one and a half times their rate, and not all at once. Never ahead
 * of the wall clock: one that is set back is followed at once, since no record waits longer than its tier for it.
 *
 * <p>A wall clock that is more than {@link #LARGEST_STEP} ahead is followed at once too: the host has slept, and what is overdue
 * by it really is. Safe for all tiers at once.
 */
final class SlewedClock implements InstantSource {
    /** Larger steps forth are followed at once. */
    static final Duration LARGEST_STEP = Duration.ofMinutes(2);

    private final Clocks clocks;
    private Instant time;
    private long nanos;

    SlewedClock(Clocks clocks) {
        this.clocks = clocks;
        this.time = clocks.wall();
        this.nanos = clocks.nanos();
    }

    /** Now, by this clock and by the one that only runs forward. */
    synchronized Moment moment() {
        long now = clocks.nanos();
        long elapsed = Math.max(0, now - nanos);
        Instant steady = time.plusNanos(elapsed);
        Instant wall = clocks.wall();
        Duration behind = Duration.between(steady, wall);
        time = behind.isNegative() || behind.compareTo(LARGEST_STEP) > 0
                ? wall
                : steady.plusNanos(Math.min(behind.toNanos(), elapsed / 2));
        nanos += elapsed;
        return new Moment(time, nanos);
    }

    @Override
    public Instant instant() {
        return moment().time();
    }
}
