package dev.postrider.common.event;

import dev.postrider.common.event.InvalidEventException.Problem;
import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads CloudEvents 1.0 by its Kafka protocol binding, structured and binary: attributes {@code type}, {@code id}, {@code
 * time}, extensions {@code organizationid}, {@code orderingkey}, {@code deliverat}. Other attributes are passed over, as the
 * specification asks of consumers. Data must be JSON.
 */
final class CloudEvents {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String SPEC_VERSION = "1.0";
    private static final Set<String> ATTRIBUTES = Set.of(
            "specversion", "type", "id", "time", "organizationid", "orderingkey", "deliverat", "datacontenttype");

    private CloudEvents() {}

    static boolean isBinary(Headers headers) {
        return headers.lastHeader("ce_specversion") != null
                || headers.lastHeader("ce_type") != null
                || headers.lastHeader("ce_id") != null;
    }

    static boolean isStructured(Headers headers) {
        String type = text(headers, "content-type");
        return type != null && mediaType(type).equals(STRUCTURED);
    }

    static EventDraft parseBinary(Headers headers, byte[] data) throws InvalidEventException {
        List<Problem> problems = new ArrayList<>();
        EventFields fields = new EventFields();
        requireVersion(text(headers, "ce_specversion"), problems);
        requireJson(text(headers, "content-type"), problems);
        fields.type = text(headers, "ce_type");
        fields.id = text(headers, "ce_id");
        fields.timestamp = text(headers, "ce_time");
        fields.organization = text(headers, "ce_organizationid");
        fields.orderingKey = text(headers, "ce_orderingkey");
        fields.deliverAt = text(headers, "ce_deliverat");
        requireId(fields, problems);
        fields.data = wholeValue(data, problems);
        return fields.toDraft(problems);
    }

    static EventDraft parseStructured(byte[] json) throws InvalidEventException {
        List<Problem> problems = new ArrayList<>();
        EventFields fields = new EventFields();
        try (JsonParser parser = Json.parser(json)) {
            readStructured(parser, json, fields, problems);
            if (parser.nextToken() != null) {
                problems.add(new Problem("", "has something after the JSON object; send one object per record"));
            }
        } catch (JacksonException e) {
            throw new InvalidEventException("", "is not valid JSON: " + JsonErrors.describe(e));
        }
        requireId(fields, problems);
        return fields.toDraft(problems);
    }

    private static void readStructured(JsonParser parser, byte[] json, EventFields fields, List<Problem> problems)
            throws InvalidEventException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException("", "is not a JSON object; send a CloudEvent in JSON format");
        }
        String version = null;
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (!seen.add(name)) {
                problems.add(new Problem(JsonErrors.printable(name), "is given twice"));
            }
            if (name.equals("data")) {
                fields.data = RawJson.current(parser, json);
            } else if (name.equals("data_base64")) {
                problems.add(new Problem("data_base64", "is not taken; give JSON in data"));
                parser.skipChildren();
            } else {
                String value = scalar(parser, name, fields, problems);
                switch (name) {
                    case "specversion" -> version = value;
                    case "type" -> fields.type = value;
                    case "id" -> fields.id = value;
                    case "time" -> fields.timestamp = value;
                    case "organizationid" -> fields.organization = value;
                    case "orderingkey" -> fields.orderingKey = value;
                    case "deliverat" -> fields.deliverAt = value;
                    case "datacontenttype" -> requireJson(value, problems);
                    default -> {
                        // Extensions of others: the specification asks consumers to pass them over.
                    }
                }
            }
        }
        requireVersion(version, problems);
    }

    /** The text of an attribute; one that is an object or an array is passed over whole, and is a problem if it is ours. */
    private static @Nullable String scalar(JsonParser parser, String name, EventFields fields, List<Problem> problems) {
        JsonToken token = parser.currentToken();
        if (token.isScalarValue()) {
            return token == JsonToken.VALUE_NULL ? null : parser.getString();
        }
        parser.skipChildren();
        if (ATTRIBUTES.contains(name)) {
            problems.add(new Problem(name, "must be a string"));
            if (name.equals("type")) {
                fields.wrongType.add("event");
            }
        }
        return null;
    }

    private static @Nullable RawJson wholeValue(byte[] data, List<Problem> problems) {
        try (JsonParser parser = Json.parser(data)) {
            if (parser.nextToken() == null) {
                return null;
            }
            RawJson value = RawJson.current(parser, data);
            if (parser.nextToken() != null) {
                problems.add(new Problem("data", "has something after its JSON value"));
            }
            return value;
        } catch (JacksonException e) {
            problems.add(new Problem("data", "is not valid JSON: " + JsonErrors.describe(e)));
            return RawJson.of("null");
        }
    }

    private static void requireId(EventFields fields, List<Problem> problems) {
        if (fields.id == null) {
            problems.add(new Problem("id", "is missing; a CloudEvent has an id"));
        }
    }

    private static void requireVersion(@Nullable String version, List<Problem> problems) {
        if (!SPEC_VERSION.equals(version)) {
            problems.add(new Problem("specversion", "must be 1.0"));
        }
    }

    private static void requireJson(@Nullable String contentType, List<Problem> problems) {
        if (contentType != null) {
            String type = mediaType(contentType);
            if (!type.equals("application/json") && !type.equals("text/json") && !type.endsWith("+json")) {
                problems.add(new Problem("datacontenttype", "must be JSON, such as application/json"));
            }
        }
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
