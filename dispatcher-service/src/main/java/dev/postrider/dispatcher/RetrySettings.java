package dev.postrider.dispatcher;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.kafka.RetryTiers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The retry ladder, {@code postrider.retry.*}; the same for the dispatcher and the scheduler.
 *
 * @param tiers by name, one of them {@code 1s}; those of {@link RetryLadder#DEFAULT} if left out
 */
@ConfigurationProperties("postrider.retry")
public record RetrySettings(@Nullable List<String> tiers) {
    /**
     * @throws IllegalArgumentException naming the property that is wrong
     */
    public RetrySettings {
        tiers = RetryTiers.of(tiers).names();
    }

    RetryLadder ladder() {
        return RetryTiers.of(tiers).ladder();
    }
}
