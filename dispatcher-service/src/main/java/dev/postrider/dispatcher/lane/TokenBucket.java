package dev.postrider.dispatcher.lane;

/**
 * A rate that is never exceeded by more than a small burst: within any span of time no more than the rate's share of it plus
 * the burst. The burst is a twentieth of a second's worth, at least one.
 */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;
    private static final int BURST_PARTS = 20;

    private final int ratePerSecond;
    private final long intervalNanos;
    private final long burstNanos;

    /** The moment up to which tokens are given out; behind now, some are left. */
    private long spentUntil;

    TokenBucket(int ratePerSecond, long now) {
        this.ratePerSecond = ratePerSecond;
        this.intervalNanos = Math.ceilDiv(SECOND, ratePerSecond);
        this.burstNanos = intervalNanos * Math.max(1, ratePerSecond / BURST_PARTS);
        this.spentUntil = now - burstNanos;
    }

    int ratePerSecond() {
        return ratePerSecond;
    }

    /** Nanoseconds until a token is there; 0 if one is. */
    long waitNanos(long now) {
        return Math.max(0, spentUntil + intervalNanos - now);
    }

    /** Takes a token that is there. */
    void take(long now) {
        spentUntil = Math.max(spentUntil, now - burstNanos) + intervalNanos;
    }

    /** Whether it has forgotten every token taken. */
    boolean isFull(long now) {
        return now - spentUntil >= burstNanos;
    }
}
