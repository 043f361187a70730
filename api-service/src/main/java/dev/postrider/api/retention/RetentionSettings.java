package dev.postrider.api.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long payloads are kept, {@code postrider.retention.*}.
 *
 * @param payloadDays for organizations that say nothing themselves; null for as long as the log
 * @param interval how often days are closed and payloads removed
 * @param batchRows the most rows that one transaction looks at
 */
@ConfigurationProperties("postrider.retention")
record RetentionSettings(
        @Nullable Integer payloadDays,
        @DefaultValue("15m") Duration interval,
        @DefaultValue("1000") int batchRows) {
    RetentionSettings {
        require(payloadDays == null || (payloadDays >= 1 && payloadDays <= 3650), "payload-days", "must be 1 to 3650");
        require(interval.compareTo(Duration.ofSeconds(1)) >= 0, "interval", "must be at least 1s");
        require(batchRows >= 1 && batchRows <= 10_000, "batch-rows", "must be 1 to 10000");
    }

    private static void require(boolean holds, String name, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.retention." + name + " " + message);
        }
    }
}
