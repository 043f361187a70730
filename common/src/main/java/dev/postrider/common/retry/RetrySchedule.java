package dev.postrider.common.retry;

import java.time.Duration;
import java.util.List;

/** When the retries of a delivery come: the nominal delay before each, the first retry being number 1. */
public sealed interface RetrySchedule {
    Duration MIN_DELAY = Duration.ofSeconds(1);
    Duration MAX_DELAY = Duration.ofDays(7);

    /** The default: 1 m, 5 m, 15 m, 1 h, 2 h. */
    RetrySchedule STANDARD = new Steps(
            "standard",
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(2)));

    /** For endpoints that restart quickly: 1, 2, 4, 8, 16 s. */
    RetrySchedule FAST = new Steps(
            "fast",
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(16)));

    /** Retries that have no step of their own where nobody says how many there are. */
    int DEFAULT_RETRIES = 5;

    /** The name in the API and on the topic. */
    String name();

    /**
     * The delay before a retry.
     *
     * @param retry from 1
     */
    Duration delay(int retry);

    /** How many retries there are where nobody says it. */
    int defaultRetries();

    /** A list of delays; past its end the last one repeats. */
    record Steps(String name, List<Duration> delays) implements RetrySchedule {
        public static final int MAX_STEPS = 20;

        /**
         * @throws IllegalArgumentException with a message fit for a user
         */
        public Steps {
            delays = List.copyOf(delays);
            if (delays.isEmpty() || delays.size() > MAX_STEPS) {
                throw new IllegalArgumentException("must have 1 to " + MAX_STEPS + " steps, has " + delays.size());
            }
            delays.forEach(RetrySchedule::requireDelay);
        }

        @Override
        public Duration delay(int retry) {
            return delays.get(Math.min(retry, delays.size()) - 1);
        }

        @Override
        public int defaultRetries() {
            return delays.size();
        }
    }

    /** {@code min(base · 2^(n−1), maxDelay)}. */
    record Exponential(Duration base, Duration maxDelay) implements RetrySchedule {
        public Exponential {
            requireDelay(base);
            requireDelay(maxDelay);
        }

        @Override
        public String name() {
            return "exponential";
        }

        @Override
        public Duration delay(int retry) {
            Duration delay = base;
            for (int n = 1; n < retry && delay.compareTo(maxDelay) < 0; n++) {
                delay = delay.multipliedBy(2);
            }
            return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
        }

        @Override
        public int defaultRetries() {
            return DEFAULT_RETRIES;
        }
    }

    /** {@code min(n · base, maxDelay)}. */
    record Linear(Duration base, Duration maxDelay) implements RetrySchedule {
        public Linear {
            requireDelay(base);
            requireDelay(maxDelay);
        }

        @Override
        public String name() {
            return "linear";
        }

        @Override
        public Duration delay(int retry) {
            Duration delay = base.multipliedBy(retry);
            return delay.compareTo(maxDelay) < 0 ? delay : maxDelay;
        }

        @Override
        public int defaultRetries() {
            return DEFAULT_RETRIES;
        }
    }

    private static void requireDelay(Duration delay) {
        if (delay.compareTo(MIN_DELAY) < 0 || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("must be 1 second to 7 days, is " + delay.toSeconds() + " s");
        }
    }
}
