package dev.postrider.api.matching;

import dev.postrider.api.recurring.Recurring;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The upkeep of what is known of matches. */
@Configuration(proxyBeanMethods = false)
class MatchingBeans {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int AT_ONCE = 10_000;

    @Bean
    Recurring forgottenMatches(PublishedVersions versions, FanOutRounds rounds, InstantSource clock) {
        return new Recurring(
                FIRST,
                INTERVAL,
                () -> forget(versions, rounds, clock.instant()),
                "What is old of matches is forgotten later");
    }

    static Mono<Void> forget(PublishedVersions versions, FanOutRounds rounds, Instant now) {
        Instant before = now.minus(KEPT);
        return versions.forget(before, AT_ONCE).then(rounds.forget(before, AT_ONCE));
    }
}
