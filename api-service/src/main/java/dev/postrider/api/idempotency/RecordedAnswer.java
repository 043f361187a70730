package dev.postrider.api.idempotency;

import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * An answer as it was given, which may hold a secret that is shown once.
 *
 * @param headers those that tell of what was done
 */
record RecordedAnswer(int status, Map<String, String> headers, String body) {
    private static final List<String> KEPT = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);

    static RecordedAnswer of(int status, HttpHeaders headers, byte[] body) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            @Nullable String value = headers.getFirst(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return new RecordedAnswer(status, kept, new String(body, StandardCharsets.UTF_8));
    }

    static RecordedAnswer parse(String json) {
        JsonNode tree = Json.tree(json.getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new LinkedHashMap<>();
        tree.required("headers").forEachEntry((name, value) -> headers.put(name, value.stringValue()));
        return new RecordedAnswer(
                tree.required("status").intValue(),
                headers,
                tree.required("body").stringValue());
    }

    String toJson() {
        return Json.writeText(json -> {
            json.writeStartObject();
            json.writeNumberProperty("status", status);
            json.writeObjectPropertyStart("headers");
            headers.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeStringProperty("body", body);
            json.writeEndObject();
        });
    }

    /** Only what was done is kept: a refusal may be another one the next time, or none. */
    boolean isKept() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "RecordedAnswer[" + status + "]";
    }
}
