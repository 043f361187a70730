package dev.postrider.api.kafka;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.kafka.RetryTiers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The retry tiers, {@code postrider.retry.*}: the same for all services, for whichever starts first makes their topics.
 *
 * @param tiers by name, one of them {@code 1s}
 */
@ConfigurationProperties("postrider.retry")
record RetrySettings(@Nullable List<String> tiers) {
    RetryLadder ladder() {
        return RetryTiers.of(tiers).ladder();
    }
}
