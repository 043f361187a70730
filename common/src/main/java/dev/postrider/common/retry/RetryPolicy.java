package dev.postrider.common.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook's failed deliveries are retried.
 *
 * @param maxRetries attempts after the first, 0 to 10, or 0 to 20 with a custom schedule
 * @param jitterPercent how far a delay may be stretched at random, 0 to 100
 * @param maxAge how long a delivery may go on after its first attempt was possible, waiting included; 1 s to 7 days
 */
public record RetryPolicy(RetrySchedule schedule, int maxRetries, int jitterPercent, Duration maxAge, RetryOn retryOn) {
    public static final int MAX_RETRIES = 10;

    /** No delivery goes on longer: what it needs is kept at least this long. */
    public static final Duration MAX_AGE = Duration.ofDays(7);

    private static final Duration AGE_ALLOWANCE = Duration.ofHours(24);

    /** What a webhook has whose owner chose nothing. */
    public static final RetryPolicy DEFAULT = of(RetrySchedule.STANDARD, null, 0, null, new RetryOn.Default());

    /**
     * @throws IllegalArgumentException with a message fit for a user
     */
    public RetryPolicy {
        int limit = schedule.name().equals("custom") ? RetrySchedule.Steps.MAX_STEPS : MAX_RETRIES;
        if (maxRetries < 0 || maxRetries > limit) {
            throw new IllegalArgumentException("must be 0 to " + limit + ", is " + maxRetries);
        }
        if (jitterPercent < 0 || jitterPercent > 100) {
            throw new IllegalArgumentException("must be 0 to 100, is " + jitterPercent);
        }
        if (maxAge.compareTo(RetrySchedule.MIN_DELAY) < 0 || maxAge.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("must be 1 second to 7 days, is " + maxAge.toSeconds() + " s");
        }
    }

    /**
     * A policy with what is left out filled in: the schedule's own number of retries, and an age of the schedule's sum and
     * a day, 7 days at most.
     */
    public static RetryPolicy of(
            RetrySchedule schedule,
            @Nullable Integer maxRetries,
            int jitterPercent,
            @Nullable Duration maxAge,
            RetryOn retryOn) {
        int retries = maxRetries != null ? maxRetries : schedule.defaultRetries();
        Duration age = maxAge != null
                ? maxAge
                : min(MAX_AGE, sum(schedule, retries, jitterPercent).plus(AGE_ALLOWANCE));
        return new RetryPolicy(schedule, retries, jitterPercent, age, retryOn);
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }

    private static Duration sum(RetrySchedule schedule, int retries, int jitterPercent) {
        Duration sum = Duration.ZERO;
        for (int retry = 1; retry <= Math.min(retries, RetrySchedule.Steps.MAX_STEPS); retry++) {
            sum = sum.plus(schedule.delay(retry));
        }
        return sum.plus(sum.multipliedBy(jitterPercent).dividedBy(100));
    }
}
