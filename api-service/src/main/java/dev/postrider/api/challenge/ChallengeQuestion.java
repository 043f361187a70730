package dev.postrider.api.challenge;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.event.EventType;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One challenge: an event whose data has a token that nobody can guess. Right is an answer of 2xx whose body is the token, or
 * a JSON object whose field {@code challenge} is. A server that gives back whatever it gets is not right.
 */
record ChallengeQuestion(String token) {
    static final EventType EVENT = new EventType("postrider.challenge");

    private static final int TOKEN_BYTES = 24;
    private static final String FIELD = "challenge";

    static ChallengeQuestion random(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return new ChallengeQuestion(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The event's data. */
    RawJson data() {
        return RawJson.of("{\"" + FIELD + "\":\"" + token + "\"}");
    }

    /** What is wrong with the answer; empty if it is right. */
    Optional<String> fault(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Responded responded
            when responded.isSuccess() ->
                isRight(responded.body().strip())
                        ? Optional.empty()
                        : Optional.of(
                                "HTTP " + responded.status() + ", and the body of the answer is not the challenge");
            case AttemptOutcome.Responded responded -> Optional.of(responded.error());
            case AttemptOutcome.Failed failed -> Optional.of(failed.error());
        };
    }

    private boolean isRight(String body) {
        if (body.equals(token)) {
            return true;
        }
        try {
            JsonNode answer = Json.tree(body.getBytes(StandardCharsets.UTF_8));
            return answer.isObject()
                    && answer.path(FIELD).isString()
                    && answer.path(FIELD).stringValue().equals(token);
        } catch (JacksonException notJson) {
            return false;
        }
    }

    /** The token is nobody else's to know while the challenge is open. */
    @Override
    public String toString() {
        return "ChallengeQuestion[***]";
    }
}
