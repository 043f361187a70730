package dev.postrider.api.deliverylog;

import dev.postrider.api.deliverylog.EventMatches.Judged;
import dev.postrider.api.deliverylog.EventMatches.NotMatched;
import dev.postrider.common.event.Event;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Match;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes why webhooks did not get an event. */
final class NotMatchedJson {
    private static final String NOT_KNOWN =
            "The event was not fanned out yet, or it is not kept any more how; look again in a moment.";
    private static final String NOT_THERE_YET = "not_there_yet";

    private NotMatchedJson() {}

    /** The fields of an event that list them. */
    static void writeAll(JsonGenerator json, Optional<NotMatched> found) {
        json.writeName("not_matched");
        if (found.isEmpty()) {
            json.writeNull();
            json.writeStringProperty("not_matched_missing", NOT_KNOWN);
            json.writeBooleanProperty("has_more_not_matched", false);
            return;
        }
        json.writeStartArray();
        found.get().webhooks().forEach(judged -> {
            json.writeStartObject();
            json.writeStringProperty("webhook_id", judged.version().webhook().toString());
            write(json, judged);
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeNullProperty("not_matched_missing");
        json.writeBooleanProperty("has_more_not_matched", found.get().hasMore());
    }

    /**
     * The answer about one webhook.
     *
     * @param judged empty where nothing is known, an empty one in it where the webhook was not there yet
     */
    static void writeOne(
            JsonGenerator json,
            Event event,
            WebhookId webhook,
            Optional<Optional<Judged>> judged,
            List<DeliveryRow> deliveries) {
        @Nullable Judged known = judged.flatMap(found -> found).orElse(null);
        json.writeStartObject();
        json.writeStringProperty("event_id", event.id().value());
        json.writeStringProperty("event", event.type().value());
        json.writeStringProperty("webhook_id", webhook.toString());
        json.writeName("matched");
        if (judged.isEmpty()) {
            json.writeNull();
        } else {
            json.writeBoolean(known != null && known.match().matches());
        }
        if (known != null) {
            write(json, known);
        } else {
            json.writeNullProperty("name");
            json.writeNullProperty("version");
            DeliveryJson.text(json, "reason", judged.isEmpty() ? null : NOT_THERE_YET);
            json.writeNullProperty("pattern");
        }
        DeliveryJson.text(json, "missing", judged.isEmpty() ? NOT_KNOWN : null);
        json.writeArrayPropertyStart("deliveries");
        deliveries.forEach(row -> DeliveryJson.write(json, row));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Judged judged) {
        Match match = judged.match();
        DeliveryJson.text(json, "name", judged.version().name());
        json.writeNumberProperty("version", judged.version().version());
        json.writeStringProperty("reason", match.reason().text());
        DeliveryJson.text(json, "pattern", match.pattern().map(Object::toString).orElse(null));
    }
}
