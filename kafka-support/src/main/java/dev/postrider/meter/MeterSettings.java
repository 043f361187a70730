package dev.postrider.meter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How metrics are measured. Bound from {@code postrider.metrics.*}.
 *
 * @param interval between two looks at how far stages are behind; 5 s
 */
public record MeterSettings(@Nullable Duration interval) {
    public static final String PREFIX = "postrider.metrics";

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /**
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public MeterSettings {
        if (interval != null && (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(PREFIX + ".interval must be 100ms to 1m");
        }
    }

    public Duration intervalOrDefault() {
        return interval == null ? INTERVAL : interval;
    }
}
