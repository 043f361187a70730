package dev.postrider.common.event;

import dev.postrider.common.event.InvalidEventException.Problem;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the native JSON form of an event: the body of {@code POST /api/v1/events} and the value on the {@code events}
 * topic. {@code data} and {@code metadata} are cut out of the input, so they keep their bytes.
 */
public final class NativeEventParser {
    /** Names that other systems use, and what to use here. */
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("event_type", "event"),
            Map.entry("type", "event"),
            Map.entry("payload", "data"),
            Map.entry("event_id", "id"),
            Map.entry("time", "timestamp"),
            Map.entry("created_at", "timestamp"),
            Map.entry("occurred_at", "timestamp"),
            Map.entry("organization", "organization_id"),
            Map.entry("org_id", "organization_id"),
            Map.entry("tenant_id", "organization_id"),
            Map.entry("send_at", "deliver_at"),
            Map.entry("scheduled_at", "deliver_at"),
            Map.entry("idempotency_key", "the header Idempotency-Key, or id"));

    private static final String KNOWN =
            "event, data, id, timestamp, metadata, deliver_at, ordering_key, organization_id";

    private final byte[] json;
    private final EventFields fields = new EventFields();
    private final List<Problem> problems = new ArrayList<>();

    private NativeEventParser(byte[] json) {
        this.json = json;
    }

    /**
     * @param json UTF-8, one JSON object
     * @throws InvalidEventException naming every field that is wrong
     */
    public static EventDraft parse(byte[] json) throws InvalidEventException {
        return new NativeEventParser(json).parse();
    }

    private EventDraft parse() throws InvalidEventException {
        try (JsonParser parser = Json.parser(json)) {
            readObject(parser);
            if (parser.nextToken() != null) {
                throw new InvalidEventException("", "has something after the JSON object; send one object per record");
            }
        } catch (JacksonException e) {
            throw new InvalidEventException("", "is not valid JSON: " + JsonErrors.describe(e));
        }
        return fields.toDraft(problems);
    }

    private void readObject(JsonParser parser) throws InvalidEventException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException("", "is not a JSON object; send {\"event\": …, \"data\": …}");
        }
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (!seen.add(name)) {
                problems.add(new Problem(JsonErrors.printable(name), "is given twice"));
            }
            readField(parser, name);
        }
    }

    private void readField(JsonParser parser, String name) {
        switch (name) {
            case "data" -> fields.data = RawJson.current(parser, json);
            case "metadata" -> readMetadata(parser);
            case "event" -> fields.type = text(parser, name);
            case "id" -> fields.id = text(parser, name);
            case "timestamp" -> fields.timestamp = text(parser, name);
            case "deliver_at" -> fields.deliverAt = text(parser, name);
            case "ordering_key" -> fields.orderingKey = text(parser, name);
            case "organization_id" -> fields.organization = text(parser, name);
            default -> {
                parser.skipChildren();
                String other = OTHER_NAMES.get(name);
                problems.add(new Problem(
                        JsonErrors.printable(name),
                        "is not a known field; " + (other == null ? "known are: " + KNOWN : "use " + other)));
            }
        }
    }

    private void readMetadata(JsonParser parser) {
        JsonToken token = parser.currentToken();
        RawJson metadata = RawJson.current(parser, json);
        if (token == JsonToken.START_OBJECT) {
            fields.metadata = metadata;
        } else if (token != JsonToken.VALUE_NULL) {
            problems.add(new Problem("metadata", "must be a JSON object"));
        }
    }

    private @Nullable String text(JsonParser parser, String name) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            problems.add(new Problem(name, "must be a string"));
            fields.wrongType.add(name);
        }
        return null;
    }
}
