package dev.postrider.egress.auth;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the answers of token endpoints: RFC 6749, sections 5.1 and 5.2. Of what they say only the code of an error is repeated. */
final class TokenAnswer {
    private static final Duration LIFETIME_UNSAID = Duration.ofMinutes(5);
    private static final Duration MAX_LIFETIME = Duration.ofDays(1);
    private static final int MAX_TOKEN = 16 * 1024;

    private TokenAnswer() {}

    /**
     * @param endpoint host and port of the token endpoint
     * @param grantedNanos when the answer came
     */
    static TokenResult read(TokenEndpoint.Reply reply, String endpoint, long grantedNanos) {
        return switch (reply.outcome()) {
            case AttemptOutcome.Failed failed ->
                new TokenResult.Denied(
                        failed.kind() == FailureKind.REFUSED ? FailureKind.REFUSED : FailureKind.AUTHENTICATION,
                        "no token: " + failed.error());
            case AttemptOutcome.Responded responded
            when responded.status() == 200 -> granted(reply.body(), endpoint, grantedNanos);
            case AttemptOutcome.Responded responded ->
                denied("the token endpoint " + endpoint + " answered " + responded.status() + errorCode(reply.body()));
        };
    }

    private static TokenResult granted(String body, String endpoint, long grantedNanos) {
        JsonNode answer = tree(body);
        JsonNode token = answer == null ? null : answer.get("access_token");
        if (answer == null || token == null || !token.isString() || !isToken(token.stringValue())) {
            return denied("the token endpoint " + endpoint + " answered 200 without an access_token that can be sent");
        }
        JsonNode type = answer.get("token_type");
        if (type != null && !(type.isString() && type.stringValue().equalsIgnoreCase("bearer"))) {
            return denied("the token endpoint " + endpoint + " gives tokens of another type than Bearer");
        }
        return new TokenResult.Granted(
                new AccessToken(token.stringValue(), grantedNanos, lifetime(answer.get("expires_in"))));
    }

    private static TokenResult denied(String error) {
        return new TokenResult.Denied(FailureKind.AUTHENTICATION, error);
    }

    /** Some servers write the number as text. */
    private static Duration lifetime(@Nullable JsonNode expiresIn) {
        String text = expiresIn == null ? "" : expiresIn.asString("");
        if (!text.matches("[0-9]{1,12}")) {
            return LIFETIME_UNSAID;
        }
        Duration lifetime = Duration.ofSeconds(Long.parseLong(text));
        return lifetime.compareTo(MAX_LIFETIME) < 0 ? lifetime : MAX_LIFETIME;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.length() <= MAX_TOKEN && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String errorCode(String body) {
        JsonNode answer = tree(body);
        JsonNode code = answer == null ? null : answer.get("error");
        return code != null && code.isString() && code.stringValue().matches("[a-z_]{1,60}")
                ? " (" + code.stringValue() + ")"
                : "";
    }

    private static @Nullable JsonNode tree(String body) {
        try {
            return Json.tree(body.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            // What is not JSON says nothing.
            return null;
        }
    }
}
