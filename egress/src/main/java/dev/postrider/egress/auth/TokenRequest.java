package dev.postrider.egress.auth;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.common.webhook.EndpointAuth.OAuth2;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
        EndpointAuth client = null;
        if (auth.clientAuthentication() == ClientAuthentication.BASIC) {
            client = new EndpointAuth.Basic(encoded(auth.clientId()), encoded(auth.clientSecret()));
        } else {
            form.put("client_id", auth.clientId());
            form.put("client_secret", auth.clientSecret());
        }
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return new OutboundRequest(
                Target.of(auth.tokenUrl(), organization, new Access(client, null)),
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
                body.getBytes(StandardCharsets.UTF_8),
                TIMEOUT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
