package dev.postrider.api.apikey;

import dev.postrider.api.recurring.Recurring;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is done about keys at intervals. */
@Configuration(proxyBeanMethods = false)
class KeyBeans {
    @Bean
    Recurring keyUseWriting(KeyUses uses, @Value("${postrider.keys.last-use-interval:1m}") Duration interval) {
        return new Recurring(interval, interval, uses::write, "When keys were used last is written later");
    }

    @Bean
    Recurring revocationLearning(RevokedKeys revoked) {
        return new Recurring(
                Duration.ZERO,
                RevokedKeys.INTERVAL,
                revoked::learn,
                "Revoked keys are looked for later, and each key is asked for meanwhile");
    }
}
