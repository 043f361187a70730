package dev.postrider.api.access;

import java.time.Duration;

/**
 * Lets through so many units a second, and up to a second's worth at once. What is asked for at once may exceed what is left:
 * whoever asks next waits until that is made up for, so that the mean holds for batches of any size.
 *
 * <p>Safe for threads.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private double tokens;
    private long at;

    /**
     * @param nanos now, by {@link System#nanoTime}
     */
    TokenBucket(int ratePerSecond, long nanos) {
        this.tokens = ratePerSecond;
        this.at = nanos;
    }

    /**
     * What a bucket says to a request.
     *
     * @param remaining units that may be had now
     * @param delay until one may be had; zero where the request was let through
     */
    record Answer(boolean admitted, long remaining, Duration delay) {}

    /**
     * Takes units, or none of them.
     *
     * @param ratePerSecond as it is now
     */
    synchronized Answer take(int units, int ratePerSecond, long nanos) {
        long passed = Math.max(0, nanos - at);
        at = nanos;
        tokens = Math.min(ratePerSecond, tokens + passed / NANOS * ratePerSecond);
        if (tokens < Math.min(units, ratePerSecond) && tokens < 1) {
            Duration delay = Duration.ofNanos((long) Math.ceil((1 - tokens) / ratePerSecond * NANOS));
            return new Answer(false, 0, delay);
        }
        tokens -= units;
        return new Answer(true, (long) Math.max(0, Math.floor(tokens)), Duration.ZERO);
    }
}
