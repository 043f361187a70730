package dev.postrider.api.server;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every answer its {@link SecurityHeaders} when it is about to be sent, whoever wrote it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecurityHeadersFilter implements WebFilter {
    private static final String FORWARDED_PROTOCOL = "X-Forwarded-Proto";
    private static final String TLS = "https";

    private final long hstsSeconds;

    SecurityHeadersFilter(HttpSettings settings) {
        this.hstsSeconds = settings.hstsMaxAge().toSeconds();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> {
            complete(exchange.getRequest(), exchange.getResponse().getHeaders());
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    private void complete(ServerHttpRequest request, HttpHeaders headers) {
        SecurityHeaders.FIXED.forEach(headers::set);
        setUnlessThere(headers, SecurityHeaders.CACHE_CONTROL, SecurityHeaders.NOT_KEPT);
        setUnlessThere(headers, SecurityHeaders.CONTENT_SECURITY_POLICY, policy(headers));
        if (hstsSeconds > 0 && cameByTls(request)) {
            headers.set(SecurityHeaders.STRICT_TRANSPORT_SECURITY, "max-age=" + hstsSeconds);
        }
    }

    private static void setUnlessThere(HttpHeaders headers, String name, String value) {
        if (headers.getFirst(name) == null) {
            headers.set(name, value);
        }
    }

    private static String policy(HttpHeaders headers) {
        @Nullable MediaType type = headers.getContentType();
        return MediaType.TEXT_HTML.equalsTypeAndSubtype(type)
                ? SecurityHeaders.POLICY_OF_PAGES
                : SecurityHeaders.POLICY_OF_DATA;
    }

    /** A forged header makes no difference to anyone: browsers pass over HSTS that comes without TLS. */
    private static boolean cameByTls(ServerHttpRequest request) {
        return TLS.equals(request.getURI().getScheme())
                || TLS.equalsIgnoreCase(request.getHeaders().getFirst(FORWARDED_PROTOCOL));
    }
}
