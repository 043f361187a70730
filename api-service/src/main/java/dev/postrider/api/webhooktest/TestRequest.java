package dev.postrider.api.webhooktest;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.event.EventType;
import dev.postrider.common.json.RawJson;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a test sends.
 *
 * @param data the caller's own bytes
 */
record TestRequest(EventType event, RawJson data) {
    private static final Set<String> FIELDS = Set.of("event", "data");
    /** What asks whether anybody is there. */
    static final TestRequest PING =
            new TestRequest(new EventType("test.ping"), RawJson.of("{\"message\":\"Is this endpoint well again?\"}"));

    private static final EventType DEFAULT_EVENT = new EventType("test.webhook");
    private static final RawJson DEFAULT_DATA = RawJson.of("{\"message\":\"This is a test from Postrider.\"}");

    /** Reads the body of a test, which may be empty. */
    static TestRequest read(byte[] body) {
        if (body.length == 0) {
            return new TestRequest(DEFAULT_EVENT, DEFAULT_DATA);
        }
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(StrictJson.object(body), "", errors);
        refuseUnknown(fields, Set.of());
        @Nullable TestRequest request = read(fields, body, errors);
        errors.throwIfAny();
        return Objects.requireNonNull(request);
    }

    /** Reads the fields of a test out of a larger request; null and errors where they are wrong. */
    static @Nullable TestRequest read(Fields fields, byte[] body, FieldErrors errors) {
        @Nullable String text = fields.text("event", 0, Integer.MAX_VALUE);
        @Nullable EventType event = text == null ? DEFAULT_EVENT : errors.check("event", () -> new EventType(text));
        @Nullable JsonNode data = fields.get("data");
        return event == null
                ? null
                : new TestRequest(event, data == null ? DEFAULT_DATA : StrictJson.raw(body, "data"));
    }

    static void refuseUnknown(Fields fields, Set<String> others) {
        Set<String> known = new HashSet<>(FIELDS);
        known.addAll(others);
        fields.refuseUnknown(
                known,
                Map.of(
                        "event_type", "is not a known field; use event",
                        "payload", "is not a known field; use data",
                        "test_data", "is not a known field; use data"));
    }
}
