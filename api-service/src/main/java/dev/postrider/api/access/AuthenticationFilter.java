package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets nobody below {@code /api/} without a valid key or token, whether the path exists or not. */
@Component
@Order(0)
final class AuthenticationFilter implements WebFilter {
    static final String CALLER = AuthenticationFilter.class.getName() + ".caller";

    private static final String PROTECTED = "api";

    private final Authentication authentication;
    private final Quotas quotas;

    AuthenticationFilter(Authentication authentication, Quotas quotas) {
        this.authentication = authentication;
        this.quotas = quotas;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!isProtected(request)) {
            return chain.filter(exchange);
        }
        Origin origin = Origin.of(request);
        exchange.getResponse().getHeaders().set(Origin.REQUEST_ID, origin.requestId());
        return authentication.of(request).flatMap(caller -> {
            Optional<Problem> refusal =
                    quotas.request(caller, exchange.getResponse().getHeaders());
            if (refusal.isPresent()) {
                return Mono.error(refusal.get().toException());
            }
            exchange.getAttributes().put(CALLER, caller.from(origin));
            return chain.filter(exchange);
        });
    }

    /** Judges the segment that the router matches, decoded and without parameters: {@code /%61pi;x/} is {@code /api/} too. */
    private static boolean isProtected(ServerHttpRequest request) {
        String first = request.getPath().pathWithinApplication().elements().stream()
                .filter(PathSegment.class::isInstance)
                .map(PathSegment.class::cast)
                .map(PathSegment::valueToMatch)
                .findFirst()
                .orElse("");
        return first.equals(PROTECTED);
    }
}
