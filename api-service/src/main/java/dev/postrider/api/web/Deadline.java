package dev.postrider.api.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Every request is answered in time, with 503 if need be: above the deadlines of the database and the broker, for when one of
 * them is lost in between. Tests of webhooks have the webhook's own deadline; files and tails take as long as their readers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Deadline implements WebFilter {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);
    private static final Duration LIMIT = Duration.ofSeconds(18);
    private static final Set<String> UNLIMITED = Set.of("test", "export", "tail");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        if (UNLIMITED.contains(path.substring(path.lastIndexOf('/') + 1))) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange).timeout(LIMIT).onErrorMap(TimeoutException.class, _ -> {
            LOG.warn(
                    "Request {} was not answered within {} s",
                    exchange.getRequest().getId(),
                    LIMIT.toSeconds());
            return Problem.unavailable("The answer took longer than " + LIMIT.toSeconds() + " s; try again.")
                    .toException();
        });
    }
}
