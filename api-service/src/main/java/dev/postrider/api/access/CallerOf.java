package dev.postrider.api.access;

import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** The authenticated caller of a request, for filters behind authentication. What the caller may do is not judged yet. */
public final class CallerOf {
    private CallerOf() {}

    /** Empty for requests that need no key. */
    public static Optional<Caller> request(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(AuthenticationFilter.CALLER));
    }
}
