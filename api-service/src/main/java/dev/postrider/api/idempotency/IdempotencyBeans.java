package dev.postrider.api.idempotency;

import dev.postrider.api.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The upkeep of keys of requests. */
@Configuration(proxyBeanMethods = false)
class IdempotencyBeans {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int AT_ONCE = 10_000;

    @Bean
    Recurring forgottenRequests(RepeatedRequests requests) {
        return new Recurring(
                INTERVAL, INTERVAL, () -> requests.forget(AT_ONCE), "Keys of old requests are forgotten later");
    }
}
