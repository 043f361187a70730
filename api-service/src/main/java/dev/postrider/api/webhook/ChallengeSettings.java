package dev.postrider.api.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How URLs are challenged, {@code postrider.webhooks.challenge.*}.
 *
 * @param timeout of one challenge
 * @param firstRetry how long after the first challenge the second is made; each further pause is twice as long
 * @param maxRetry the longest pause between two
 * @param deadline how long a challenge is repeated
 */
@ConfigurationProperties("postrider.webhooks.challenge")
public record ChallengeSettings(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("10s") Duration firstRetry,
        @DefaultValue("1h") Duration maxRetry,
        @DefaultValue("24h") Duration deadline) {
    /** A user waits for the answer when one is asked for, no longer than for any other. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(30);

    public ChallengeSettings {
        require(
                timeout.isPositive() && timeout.compareTo(LONGEST_TIMEOUT) <= 0,
                "timeout must be more than 0 and at most 15s");
        require(firstRetry.compareTo(SHORTEST_RETRY) >= 0, "first-retry must be at least 1s");
        require(maxRetry.compareTo(firstRetry) >= 0, "max-retry must be at least first-retry");
        require(
                deadline.isPositive() && deadline.compareTo(LONGEST_DEADLINE) <= 0,
                "deadline must be more than 0 and at most 30d");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.webhooks.challenge." + message);
        }
    }
}
