package dev.postrider.common.wire;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scheduled events that were cancelled, on the compacted {@code webhooks} topic: key {@code event/}, the organization, {@code /}
 * and the event id. A record with a value cancels; it gets a tombstone some time after the event would have been due.
 */
public final class CancelledEventCodec {
    private CancelledEventCodec() {}

    /**
     * @param deliverAt when the event would have been due
     */
    public static ProducerRecord<byte[], byte[]> encode(
            Topics topics, OrganizationId organization, EventId event, Instant cancelledAt, Instant deliverAt) {
        byte[] value = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("cancelled_at", cancelledAt.toString());
            generator.writeStringProperty("deliver_at", deliverAt.toString());
            generator.writeEndObject();
        });
        return record(topics, organization, event, value);
    }

    public static ProducerRecord<byte[], byte[]> tombstone(Topics topics, OrganizationId organization, EventId event) {
        return record(topics, organization, event, null);
    }

    private static ProducerRecord<byte[], byte[]> record(
            Topics topics, OrganizationId organization, EventId event, byte @Nullable [] value) {
        return new ProducerRecord<>(
                topics.webhooks(),
                null,
                null,
                WebhooksKey.of(organization, event).getBytes(StandardCharsets.UTF_8),
                value,
                WireHeaders.versioned().headers());
    }
}
