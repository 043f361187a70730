package dev.postrider.dispatcher.lane;

import java.time.Duration;

/**
 * How many exchanges an endpoint gets at once, following its own latency: while answers take no longer than usual the limit
 * grows to its maximum, when they take longer it shrinks, when they fail it shrinks at once.
 *
 * <p>The rule is the gradient of Netflix's concurrency-limits (Gradient2): {@code limit × clamp(1.5 × usual / now, ½, 1) + √limit}, smoothed.
 */
final class AdaptiveLimit {
    private static final double TOLERANCE = 1.5;
    private static final double SMOOTHING = 0.2;
    private static final double BACK_OFF = 0.9;

    /** Weight of one answer in what counts as usual; about the last 200 answers matter. */
    private static final double USUAL_WEIGHT = 0.01;

    private double limit;
    private double usualNanos;

    /** Starts at the maximum: an endpoint is presumed able until its answers say otherwise. */
    AdaptiveLimit(int max) {
        this.limit = max;
    }

    /** Exchanges at once, at least 1. */
    int limit(int max) {
        return Math.max(1, (int) Math.min(limit, max));
    }

    /**
     * Takes note of an exchange.
     *
     * @param inFlight including this one; an answer that came while the limit was not used does not raise it
     * @param failed whether the endpoint was overloaded or gone rather than answering
     */
    void sample(Duration latency, int inFlight, boolean failed, int max) {
        if (failed) {
            limit = Math.max(1, Math.min(limit, max) * BACK_OFF);
            return;
        }
        double now = Math.max(1, latency.toNanos());
        usualNanos = usualNanos == 0 ? now : usualNanos + (now - usualNanos) * USUAL_WEIGHT;
        double gradient = Math.clamp(TOLERANCE * usualNanos / now, 0.5, 1.0);
        double next = limit * gradient + Math.sqrt(limit);
        if (next > limit && inFlight < limit / 2) {
            return;
        }
        limit = Math.clamp(limit + (next - limit) * SMOOTHING, 1, max);
    }
}
