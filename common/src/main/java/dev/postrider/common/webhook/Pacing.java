package dev.postrider.common.webhook;

import org.jspecify.annotations.Nullable;

/**
 * How fast and in which order a webhook gets its deliveries.
 *
 * @param ratePerSecond attempts per second at most, 1 to 10,000; null for no limit
 * @param maxConcurrency exchanges at once at most, 1 to 256; null for the dispatcher's default
 * @param ordered whether deliveries with the same ordering key, and those without one, go one after the other
 */
public record Pacing(
        @Nullable Integer ratePerSecond, @Nullable Integer maxConcurrency, boolean ordered) {
    public static final int MAX_RATE = 10_000;
    public static final int MAX_CONCURRENCY = 256;

    /** What a webhook has whose owner chose nothing. */
    public static final Pacing DEFAULT = new Pacing(null, null, false);

    /**
     * @throws IllegalArgumentException naming the field, with a message fit for a user
     */
    public Pacing {
        require("rate_limit_per_second", ratePerSecond, MAX_RATE);
        require("max_concurrency", maxConcurrency, MAX_CONCURRENCY);
    }

    private static void require(String field, @Nullable Integer value, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw new IllegalArgumentException(field + " must be 1 to " + max + ", is " + value);
        }
    }
}
