package dev.postrider.common.wire;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Delivery.Hold;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Deliveries as records: the body is the value, everything else stands in headers, the key is the webhook id. */
public final class DeliveryCodec {
    private DeliveryCodec() {}

    /** The record of a delivery on any topic; what some topics add comes on top. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, Delivery delivery) {
        WireHeaders headers = WireHeaders.versioned()
                .put(HeaderNames.DELIVERY, delivery.id())
                .put(HeaderNames.ORGANIZATION, delivery.organization())
                .put(HeaderNames.EVENT, delivery.event())
                .put(HeaderNames.EVENT_TYPE, delivery.type())
                .put(HeaderNames.EVENT_TIME, delivery.eventTime())
                .put(HeaderNames.FANNED_OUT, delivery.fannedOutAt())
                .put(HeaderNames.TRY, Integer.toString(delivery.tryNumber()))
                .put(HeaderNames.TRY_STARTED, delivery.tryStartedAt())
                .put(HeaderNames.ATTEMPT, Integer.toString(delivery.attempt()))
                .put(HeaderNames.TRIGGER, delivery.trigger().text())
                .put(HeaderNames.WEBHOOKS_OFFSET, Long.toString(delivery.webhooksOffset()))
                .put(HeaderNames.CONTENT_TYPE, delivery.contentType());
        if (delivery.orderingKey() != null) {
            headers.put(HeaderNames.ORDERING_KEY, delivery.orderingKey());
        }
        if (delivery.hops() > 0) {
            headers.put(HeaderNames.HOPS, Integer.toString(delivery.hops()));
        }
        Hold hold = delivery.hold();
        if (hold != null) {
            headers.put(HeaderNames.HELD_SINCE, hold.since())
                    .put(HeaderNames.HELD_REASON, hold.reason().text());
        }
        return new ProducerRecord<>(topic, null, null, key(delivery.webhook()), delivery.body(), headers.headers());
    }

    /**
     * @throws UnreadableRecordException naming the header that is missing or wrong
     */
    public static Delivery decode(ConsumerRecord<byte[], byte[]> record) {
        WireHeaders headers = WireHeaders.reading(record.headers());
        if (record.key() == null || record.value() == null) {
            throw new UnreadableRecordException("the delivery has no key or no value");
        }
        try {
            return new Delivery(
                    DeliveryId.parse(headers.text(HeaderNames.DELIVERY)),
                    WebhookId.parse(new String(record.key(), StandardCharsets.US_ASCII)),
                    new OrganizationId(headers.text(HeaderNames.ORGANIZATION)),
                    new EventId(headers.text(HeaderNames.EVENT)),
                    new EventType(headers.text(HeaderNames.EVENT_TYPE)),
                    headers.time(HeaderNames.EVENT_TIME),
                    headers.time(HeaderNames.FANNED_OUT),
                    Math.toIntExact(headers.number(HeaderNames.TRY)),
                    headers.time(HeaderNames.TRY_STARTED),
                    Math.toIntExact(headers.number(HeaderNames.ATTEMPT)),
                    Trigger.parse(headers.text(HeaderNames.TRIGGER)),
                    headers.number(HeaderNames.WEBHOOKS_OFFSET),
                    headers.optionalText(HeaderNames.ORDERING_KEY),
                    headers.optionalText(HeaderNames.HOPS) == null
                            ? 0
                            : Math.toIntExact(headers.number(HeaderNames.HOPS)),
                    hold(headers),
                    headers.text(HeaderNames.CONTENT_TYPE),
                    record.value());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnreadableRecordException("a header or the key of the delivery is wrong: " + e.getMessage(), e);
        }
    }

    private static @Nullable Hold hold(WireHeaders headers) {
        String reason = headers.optionalText(HeaderNames.HELD_REASON);
        return reason == null ? null : new Hold(headers.time(HeaderNames.HELD_SINCE), HeldReason.parse(reason));
    }

    /** The key of every record that belongs to a webhook. */
    public static byte[] key(WebhookId webhook) {
        return webhook.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
