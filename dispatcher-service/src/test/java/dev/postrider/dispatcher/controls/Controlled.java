package dev.postrider.dispatcher.controls;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Deliveries by number, and controls as they are received. */
final class Controlled {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final ControlsSettings SETTINGS = new ControlsSettings(1_000, Duration.ofDays(31));
    static final TopicPartition PARTITION = new TopicPartition(Topics.DEFAULT.controls(), 0);

    private Controlled() {}

    static WebhookId webhook(int number) {
        return new WebhookId(new UUID(0, number + 1));
    }

    static Delivery delivery(int webhook, int number) {
        return delivery(webhook, number, 1, new EventType("a"), NOW, NOW);
    }

    static Delivery delivery(
            int webhook, int number, int tryNumber, EventType type, Instant fannedOut, Instant tryStarted) {
        EventId event = new EventId("e" + number);
        return new Delivery(
                DeliveryId.of(Instant.EPOCH, OrganizationId.DEFAULT, event, webhook(webhook)),
                webhook(webhook),
                OrganizationId.DEFAULT,
                event,
                type,
                Instant.EPOCH,
                fannedOut,
                tryNumber,
                tryStarted,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                "application/json",
                new byte[] {'1'});
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, Control control, Instant written) {
        ProducerRecord<byte[], byte[]> record = ControlCodec.encode(Topics.DEFAULT, PARTITION.partition(), control);
        return record(offset, record.value(), record, written);
    }

    static ConsumerRecord<byte[], byte[]> record(
            long offset, byte[] value, ProducerRecord<byte[], byte[]> like, Instant written) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                written.toEpochMilli(),
                TimestampType.CREATE_TIME,
                like.key().length,
                value.length,
                like.key(),
                value,
                like.headers(),
                Optional.empty());
    }
}
