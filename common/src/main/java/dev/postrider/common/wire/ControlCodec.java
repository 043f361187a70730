package dev.postrider.common.wire;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.Uuids;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Records of the {@code controls} topic: the key is the webhook id, {@code /}, and the delivery id or the id of the request; the
 * value is a JSON object.
 */
public final class ControlCodec {
    private static final char SEPARATOR = '/';
    private static final String CANCEL = "cancel";
    private static final String SUPERSEDE = "supersede";
    private static final String CANCEL_FILTER = "cancel_filter";

    private ControlCodec() {}

    /**
     * @param partition that of the webhook's deliveries: the key would hash to another
     */
    public static ProducerRecord<byte[], byte[]> encode(Topics topics, int partition, Control control) {
        String about = control instanceof Control.OfDelivery one
                ? one.delivery().toString()
                : ((Control.OfMatching) control).id().toString();
        return new ProducerRecord<>(
                topics.controls(),
                partition,
                null,
                (control.webhook() + "" + SEPARATOR + about).getBytes(StandardCharsets.US_ASCII),
                Json.write(generator -> write(generator, control)),
                WireHeaders.versioned().headers());
    }

    /**
     * @throws UnreadableRecordException saying what is wrong
     */
    public static Control decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader.of(record.headers());
        if (record.key() == null || record.value() == null) {
            throw new UnreadableRecordException("the control has no key or no value");
        }
        String key = new String(record.key(), StandardCharsets.US_ASCII);
        int separator = key.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new UnreadableRecordException("the key of the control is not a webhook id, '/' and another id");
        }
        try {
            return read(
                    WebhookId.parse(key.substring(0, separator)),
                    key.substring(separator + 1),
                    Json.tree(record.value()));
        } catch (JacksonException e) {
            throw new UnreadableRecordException("the control is not in the form of version 1", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("the control has a wrong field: " + e.getMessage(), e);
        }
    }

    private static void write(JsonGenerator generator, Control control) {
        generator.writeStartObject();
        if (control instanceof Control.OfDelivery one) {
            generator.writeStringProperty("action", one.reason() == CancelReason.SUPERSEDED ? SUPERSEDE : CANCEL);
            generator.writeNumberProperty("last_try", one.lastTry());
        } else if (control instanceof Control.OfMatching matching) {
            generator.writeStringProperty("action", CANCEL_FILTER);
            generator.writeStringProperty("before", matching.before().toString());
            generator.writeObjectPropertyStart("filter");
            Control.Filter filter = matching.filter();
            property(generator, "event_type", filter.type());
            property(generator, "event_id", filter.event());
            property(generator, "from", filter.from());
            property(generator, "to", filter.to());
            generator.writeEndObject();
        }
        generator.writeEndObject();
    }

    private static void property(JsonGenerator generator, String name, @Nullable Object value) {
        if (value != null) {
            generator.writeStringProperty(name, value.toString());
        }
    }

    private static Control read(WebhookId webhook, String about, JsonNode json) {
        String action = json.required("action").stringValue();
        return switch (action) {
            case CANCEL -> ofDelivery(webhook, about, json, CancelReason.REQUESTED);
            case SUPERSEDE -> ofDelivery(webhook, about, json, CancelReason.SUPERSEDED);
            case CANCEL_FILTER ->
                new Control.OfMatching(
                        webhook,
                        Uuids.parse(about),
                        filter(json.required("filter")),
                        Instant.parse(json.required("before").stringValue()));
            default -> throw new IllegalArgumentException("unknown action '" + action + "'");
        };
    }

    private static Control.OfDelivery ofDelivery(WebhookId webhook, String about, JsonNode json, CancelReason reason) {
        return new Control.OfDelivery(
                webhook, DeliveryId.parse(about), json.required("last_try").intValue(), reason);
    }

    private static Control.Filter filter(JsonNode json) {
        String type = text(json, "event_type");
        String event = text(json, "event_id");
        return new Control.Filter(
                type == null ? null : new EventType(type),
                event == null ? null : new EventId(event),
                time(json, "from"),
                time(json, "to"));
    }

    private static @Nullable Instant time(JsonNode json, String name) {
        String text = text(json, name);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.stringValue();
    }
}
