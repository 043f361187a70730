package dev.postrider.api.secret;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code postrider.secrets.*}, as far as it is the API's alone; the master keys are {@code MasterKeySettings}.
 *
 * @param checkInterval between two looks for what is not sealed with the present master key
 */
@ConfigurationProperties("postrider.secrets")
record SecretSettings(@DefaultValue("1m") Duration checkInterval) {
    SecretSettings {
        if (checkInterval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("postrider.secrets.check-interval must be at least 100ms");
        }
    }
}
