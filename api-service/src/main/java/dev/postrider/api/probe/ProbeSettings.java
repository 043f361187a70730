package dev.postrider.api.probe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When disabled webhooks are probed, {@code postrider.probe.*}.
 *
 * @param interval how long after it was disabled, or probed before, a webhook is probed
 */
@ConfigurationProperties("postrider.probe")
record ProbeSettings(@DefaultValue("1h") Duration interval) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration SELDOMEST_LOOK = Duration.ofMinutes(1);

    ProbeSettings {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("postrider.probe.interval must be 1s to 7d");
        }
    }

    /** How often to look which webhooks are due. */
    Duration look() {
        Duration tenth = interval.dividedBy(10);
        return tenth.compareTo(SELDOMEST_LOOK) < 0 ? tenth : SELDOMEST_LOOK;
    }
}
