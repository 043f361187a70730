package dev.postrider.api.access;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets nobody below {@code /api/} without a valid key, whether the path exists or not. */
@Component
@Order(0)
final class AuthenticationFilter implements WebFilter {
    static final String CALLER = AuthenticationFilter.class.getName() + ".caller";

    private static final String SCHEME = "bearer ";
    private static final String PROTECTED = "api";

    private final Authenticator authenticator;
    private final Quotas quotas;

    AuthenticationFilter(Authenticator authenticator, Quotas quotas) {
        this.authenticator = authenticator;
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
        return Mono.defer(() -> authenticator.authenticate(key(request), organization(request)))
                .flatMap(caller -> {
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

    private static String key(ServerHttpRequest request) {
        @Nullable String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.unauthorized("Send a key, with the header Authorization: Bearer <key>.")
                    .toException();
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static Optional<OrganizationId> organization(ServerHttpRequest request) {
        @Nullable String header = request.getHeaders().getFirst(Caller.ORGANIZATION_HEADER);
        try {
            return Optional.ofNullable(header).map(OrganizationId::new);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(Caller.ORGANIZATION_HEADER, String.valueOf(e.getMessage()))
                    .toException();
        }
    }
}
