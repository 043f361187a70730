package dev.postrider.api.job;

import dev.postrider.api.deliverylog.Selection;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What a job is about as a JSON object of the fields that were given, in the database and in the API. */
final class SelectionJson {
    private SelectionJson() {}

    static String text(Selection selection) {
        return Json.writeText(json -> write(json, selection));
    }

    static void write(JsonGenerator json, Selection selection) {
        json.writeStartObject();
        if (!selection.deliveries().isEmpty()) {
            json.writeArrayPropertyStart("delivery_ids");
            selection.deliveries().forEach(id -> json.writeString(id.toString()));
            json.writeEndArray();
        }
        property(json, "webhook_id", selection.webhook());
        property(json, "event_type", selection.type());
        property(json, "event_id", selection.event());
        property(json, "reason", selection.reason());
        @Nullable Integer statusCode = selection.statusCode();
        if (statusCode != null) {
            json.writeNumberProperty("status_code", statusCode);
        }
        property(json, "from", selection.from());
        property(json, "to", selection.to());
        json.writeEndObject();
    }

    static Selection read(String text) {
        JsonNode json = Json.tree(text.getBytes(StandardCharsets.UTF_8));
        @Nullable JsonNode ids = json.get("delivery_ids");
        @Nullable JsonNode statusCode = json.get("status_code");
        return new Selection(
                ids == null
                        ? List.of()
                        : ids.valueStream()
                                .map(id -> DeliveryId.parse(id.stringValue()))
                                .toList(),
                value(json, "webhook_id", WebhookId::parse),
                value(json, "event_type", EventType::new),
                value(json, "event_id", EventId::new),
                value(json, "reason", reason -> reason),
                statusCode == null ? null : statusCode.intValue(),
                value(json, "from", Instant::parse),
                value(json, "to", Instant::parse));
    }

    private static void property(JsonGenerator json, String name, @Nullable Object value) {
        if (value != null) {
            json.writeStringProperty(name, value.toString());
        }
    }

    private static <T> @Nullable T value(JsonNode json, String name, Function<String, T> read) {
        @Nullable JsonNode value = json.get(name);
        return value == null ? null : read.apply(value.stringValue());
    }
}
