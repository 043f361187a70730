package dev.postrider.api.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether new URLs are tried before they are saved, {@code postrider.webhooks.reachability.*}.
 *
 * @param check where the request says nothing
 * @param timeout how long an answer may take
 */
@ConfigurationProperties("postrider.webhooks.reachability")
public record ReachabilitySettings(
        @DefaultValue("false") boolean check,
        @DefaultValue("5s") Duration timeout) {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    public ReachabilitySettings {
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "postrider.webhooks.reachability.timeout must be more than 0 and at most 15s");
        }
    }
}
