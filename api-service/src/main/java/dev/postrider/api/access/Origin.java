package dev.postrider.api.access;

import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where a request comes from.
 *
 * @param requestId the caller's own, if it gives one that can be one
 * @param address of the other end of the connection, which is a proxy's where one is between
 */
public record Origin(String requestId, @Nullable String address) {
    /** The header of the request and of its answer. */
    public static final String REQUEST_ID = "X-Request-Id";

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_.:/+=-]{1,128}");

    static Origin of(ServerHttpRequest request) {
        @Nullable String given = request.getHeaders().getFirst(REQUEST_ID);
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        return new Origin(
                given != null && SYNTAX.matcher(given).matches()
                        ? given
                        : UUID.randomUUID().toString(),
                remote == null || remote.getAddress() == null
                        ? null
                        : remote.getAddress().getHostAddress());
    }
}
