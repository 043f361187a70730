package dev.postrider.api.challenge;

import dev.postrider.api.recurring.Recurring;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks every second which URLs are to be challenged. */
@Configuration(proxyBeanMethods = false)
class ChallengeBeans {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Bean
    Recurring challenges(Challenger challenger) {
        return new Recurring(LOOK, LOOK, challenger::askThoseDue, "URLs are challenged later");
    }
}
