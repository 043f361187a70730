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
import dev.postrider.common.trace.TraceContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries as records: the body is the value, everything else stands in headers, the key is the webhook id. Version 2 is written,
 * version 1 is read too.
 */
public final class DeliveryCodec {
    private DeliveryCodec() {}

    /** The record of a delivery on any topic; what some topics add comes on top. */
    public static ProducerRecord<byte[], byte[]> encode(String topic, Delivery delivery) {
        WireHeaders headers = WireHeaders.ofDelivery().add(HeaderNames.ABOUT, DeliveryLine.write(delivery));
        if (delivery.orderingKey() != null) {
            headers.add(HeaderNames.ORDERING_KEY, delivery.orderingKey());
        }
        Hold hold = delivery.hold();
        if (hold != null) {
            headers.add(HeaderNames.HELD_SINCE, hold.since())
                    .add(HeaderNames.HELD_REASON, hold.reason().text());
        }
        TraceContext trace = delivery.trace();
        if (trace != null) {
            TraceHeaders.put(headers.headers(), trace);
        }
        return new ProducerRecord<>(topic, null, null, key(delivery.webhook()), delivery.body(), headers.headers());
    }

    /**
     * @throws UnreadableRecordException naming the header that is missing or wrong
     */
    public static Delivery decode(ConsumerRecord<byte[], byte[]> record) {
        HeaderReader headers = HeaderReader.ofAnyVersion(record.headers());
        if (record.key() == null || record.value() == null) {
            throw new UnreadableRecordException("the delivery has no key or no value");
        }
        try {
            Delivery delivery = headers.version() == 1
                    ? decodeFirst(headers, record.key(), record.value())
                    : decode(headers, record.key(), record.value());
            return headers.has(HeaderNames.TRACE_PARENT)
                    ? delivery.traced(TraceHeaders.read(record.headers()))
                    : delivery;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnreadableRecordException("a header or the key of the delivery is wrong: " + e.getMessage(), e);
        }
    }

    private static Delivery decode(HeaderReader headers, byte[] key, byte[] body) {
        return DeliveryLine.read(
                headers.bytes(HeaderNames.ABOUT),
                key,
                body,
                headers.optionalText(HeaderNames.ORDERING_KEY),
                hold(headers));
    }

    /** Of version 1, in which each thing has a header of its own. */
    private static Delivery decodeFirst(HeaderReader headers, byte[] key, byte[] body) {
        return new Delivery(
                DeliveryId.parse(headers.bytes(HeaderNames.DELIVERY)),
                WebhookId.parse(key),
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
                Math.toIntExact(headers.optionalNumber(HeaderNames.HOPS, 0)),
                hold(headers),
                headers.text(HeaderNames.CONTENT_TYPE),
                body);
    }

    private static @Nullable Hold hold(HeaderReader headers) {
        String reason = headers.optionalText(HeaderNames.HELD_REASON);
        return reason == null ? null : new Hold(headers.time(HeaderNames.HELD_SINCE), HeldReason.parse(reason));
    }

    /** The key of every record that belongs to a webhook. */
    public static byte[] key(WebhookId webhook) {
        return webhook.ascii();
    }
}
