package dev.postrider.egress.auth;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.common.webhook.EndpointAuth.OAuth2;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The request for a token by client credentials: RFC 6749, sections 2.3.1 and 4.4.2. */
final class TokenRequest {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private TokenRequest() {}

    static OutboundRequest of(OAuth2 auth, @Nullable OrganizationId organization) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        if (auth.scope() != null) {
            form.put("scope", auth.scope());
        }
        if (auth.audience() != null) {
            form.put("audience", auth.audience());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Accept", "application/json");
        if (auth.clientAuthentication() == ClientAuthentication.BASIC) {
            headers.put("Authorization", basic(encoded(auth.clientId()), encoded(auth.clientSecret())));
        } else {
            form.put("client_id", auth.clientId());
            form.put("client_secret", auth.clientSecret());
        }
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return new OutboundRequest(
                Target.of(auth.tokenUrl(), organization, Access.NONE),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                TIMEOUT);
    }

    private static String basic(String client, String secret) {
        byte[] pair = (client + ":" + secret).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
