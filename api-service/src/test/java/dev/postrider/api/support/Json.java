package dev.postrider.api.support;

import java.util.List;
import java.util.Objects;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Reads the bodies of answers. */
public final class Json {
    private Json() {}

    public static JsonNode of(WebTestClient.ResponseSpec response) {
        byte[] body = response.expectBody().returnResult().getResponseBody();
        return dev.postrider.common.json.Json.tree(Objects.requireNonNull(body, "the answer has no body"));
    }

    /** The body of an answer with this status. */
    public static JsonNode of(WebTestClient.ResponseSpec response, int status) {
        return of(response.expectStatus().isEqualTo(status));
    }

    /** The fields that a problem names, in order. */
    public static List<String> fields(JsonNode problem) {
        return problem.path("errors")
                .valueStream()
                .map(error -> error.required("field").stringValue())
                .toList();
    }

    /** What a problem says of one field. */
    public static String message(JsonNode problem, String field) {
        return problem.path("errors")
                .valueStream()
                .filter(error -> error.required("field").stringValue().equals(field))
                .map(error -> error.required("message").stringValue())
                .findFirst()
                .orElse("(no error for " + field + ")");
    }
}
