package dev.postrider.egress.connection;

import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Target;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the heads of requests as HTTP/2 wants them (RFC 9113, section 8.3): names in lower case, no connection headers. */
record Http2Requests(String userAgent) {
    /**
     * @param authorization value of that header; null for none
     * @throws UnsendableHeaderException if a header of the request cannot be sent
     */
    Http2Headers headers(OutboundRequest request, @Nullable String authorization) throws UnsendableHeaderException {
        Target target = request.target();
        Http2Headers headers = new DefaultHttp2Headers(false)
                .method("POST")
                .scheme("https")
                .authority(target.authority())
                .path(target.path());
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            HeaderRules.requireSendable(header.getKey(), header.getValue());
            if (authorization != null && HeaderRules.isAuthorization(header.getKey())) {
                throw HeaderRules.authorizationTwice();
            }
            headers.set(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        if (authorization != null) {
            HeaderRules.requireSendable(EndpointAuth.HEADER, authorization);
            headers.set("authorization", authorization);
        }
        if (!headers.contains("user-agent")) {
            headers.set("user-agent", userAgent);
        }
        return headers.setInt("content-length", request.body().length);
    }
}
