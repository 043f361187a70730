package dev.postrider.api.server;

import dev.postrider.api.web.Problem;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** So many requests are handled at once; any more is told to come again. Health and metrics are answered all the same. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestLimit implements WebFilter {
    private static final String MANAGEMENT = "/actuator/";

    private final int max;
    private final AtomicInteger underWay = new AtomicInteger();

    RequestLimit(HttpSettings settings) {
        this.max = settings.maxRequests();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getRequest().getPath().pathWithinApplication().value().startsWith(MANAGEMENT)) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> {
            if (underWay.incrementAndGet() > max) {
                underWay.decrementAndGet();
                return Mono.error(Problem.unavailable("This server handles " + max + " requests already.")
                        .toException());
            }
            return chain.filter(exchange).doFinally(_ -> underWay.decrementAndGet());
        });
    }
}
