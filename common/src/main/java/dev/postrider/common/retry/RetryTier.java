package dev.postrider.common.retry;

import java.time.Duration;

/**
 * One delay tier: all records on its topic wait equally long.
 *
 * @param name the end of the topic's name, such as {@code 5m}
 */
public record RetryTier(String name, Duration delay) {
    public RetryTier {
        if (delay.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a retry tier waits at least 1 s, not " + delay.toMillis() + " ms");
        }
    }

    /**
     * Reads a tier by its name: a number and one of {@code s}, {@code m}, {@code h}, {@code d}.
     *
     * @throws IllegalArgumentException naming the text that is no tier
     */
    public static RetryTier parse(String name) {
        if (!name.matches("[1-9][0-9]{0,5}[smhd]")) {
            throw new IllegalArgumentException("'" + name + "' is not a retry tier such as 16s, 5m, 6h or 1d");
        }
        long count = Long.parseLong(name.substring(0, name.length() - 1));
        return new RetryTier(
                name,
                switch (name.charAt(name.length() - 1)) {
                    case 's' -> Duration.ofSeconds(count);
                    case 'm' -> Duration.ofMinutes(count);
                    case 'h' -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
