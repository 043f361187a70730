package dev.postrider.common.metric;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** The upper bounds of a histogram, in milliseconds; each has a minute, by which the objectives are measured. */
public enum MetricBuckets {
    /** One exchange with an endpoint. */
    EXCHANGE(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000),
    /** From an event to what became of it, perhaps after days of retries. */
    JOURNEY(
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            30_000,
            60_000,
            120_000,
            300_000,
            900_000,
            3_600_000,
            21_600_000,
            86_400_000),
    /** Work that should take well below a second. */
    DELAY(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000, 300_000);

    // A list that nobody can change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Duration> bounds;

    MetricBuckets(long... millis) {
        this.bounds = LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
    }

    public List<Duration> bounds() {
        return bounds;
    }
}
