package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.kafka.RetryTiers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The tiers and how they are read.
 *
 * @param tiers their names, such as 16s or 5m; one of 1s is needed; those of {@link RetryLadder#DEFAULT} if left out
 * @param maxFetch bytes fetched at once from one partition, as they are compressed
 * @param maxHeld records held of one partition
 * @param maxHeldBytes bytes held of one partition, as they are unpacked; one record is held whatever its size
 * @param acknowledgementTimeout after which handing back counts as failed and is tried again
 * @param trimInterval between two deletions of what is done
 */
@ConfigurationProperties("postrider.retry")
public record RetryProperties(
        @Nullable List<String> tiers,
        @DefaultValue("256KB") DataSize maxFetch,
        @DefaultValue("250") int maxHeld,
        @DefaultValue("1MB") DataSize maxHeldBytes,
        @DefaultValue("40s") Duration acknowledgementTimeout,
        @DefaultValue("1m") Duration trimInterval) {

    /**
     * @throws IllegalArgumentException naming the property that is wrong
     */
    public RetryProperties {
        tiers = RetryTiers.of(tiers).names();
        requirePositive("max-fetch", maxFetch.toBytes());
        requirePositive("max-held", maxHeld);
        requirePositive("max-held-bytes", maxHeldBytes.toBytes());
        requirePositive("acknowledgement-timeout", acknowledgementTimeout.toMillis());
        requirePositive("trim-interval", trimInterval.toMillis());
    }

    RetryLadder ladder() {
        return RetryTiers.of(tiers).ladder();
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("postrider.retry." + name + " must be positive");
        }
    }
}
