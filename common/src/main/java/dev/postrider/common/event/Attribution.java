package dev.postrider.common.event;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Whose a record is that is no event, as far as it can be told: it may be shown to that organization. A topic that speaks for some
 * organizations only says nothing of others, whatever its records name.
 *
 * @param organization null where nobody says
 */
public record Attribution(
        @Nullable OrganizationId organization,
        @Nullable EventType type,
        @Nullable EventId event) {
    /** Nothing can be told. */
    public static final Attribution NONE = new Attribution(null, null, null);

    /** Of a record on a topic that producers write to. */
    static Attribution of(
            String topic, Headers headers, byte[] value, EventSources sources, @Nullable OrganizationId fallback) {
        Fields fields = Fields.of(headers, value);
        OrganizationId named = parsed(fields.organization(), OrganizationId::new);
        if (named == null && fields.organization() != null) {
            return NONE;
        }
        OrganizationId owner;
        try {
            owner = sources.owner(topic, named, fields.readable() ? fallback : null);
        } catch (InvalidEventException e) {
            return NONE;
        }
        return new Attribution(owner, parsed(fields.type(), EventType::new), parsed(fields.id(), EventId::new));
    }

    private static <T> @Nullable T parsed(@Nullable String text, Function<String, T> parser) {
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What a record says of itself.
     *
     * @param readable whether it has the form of an event at all
     */
    private record Fields(
            @Nullable String organization,
            @Nullable String type,
            @Nullable String id,
            boolean readable) {
        static Fields of(Headers headers, byte[] value) {
            if (CloudEvents.isBinary(headers)) {
                return new Fields(
                        text(headers, "ce_organizationid"), text(headers, "ce_type"), text(headers, "ce_id"), true);
            }
            JsonNode object;
            try {
                object = Json.tree(value);
            } catch (JacksonException e) {
                return new Fields(null, null, null, false);
            }
            boolean structured = CloudEvents.isStructured(headers);
            return new Fields(
                    text(object, structured ? "organizationid" : "organization_id"),
                    text(object, structured ? "type" : "event"),
                    text(object, "id"),
                    object.isObject());
        }

        /** Something that is there and no text names nobody. */
        private static @Nullable String text(JsonNode object, String name) {
            JsonNode field = object.get(name);
            if (field == null || field.isNull()) {
                return null;
            }
            return field.isString() ? field.stringValue() : "";
        }

        private static @Nullable String text(Headers headers, String name) {
            Header header = headers.lastHeader(name);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
