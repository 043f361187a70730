package dev.postrider.dispatcher.fanout;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What tests of fan-out have in common: webhooks, events, and a look at what was produced. */
final class FanOutRig {
    static final Topics TOPICS = new Topics("t.");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private FanOutRig() {}

    static FanOutSettings slices(int slice) {
        return new FanOutSettings(slice, 5, 2000, Duration.ofMillis(100), Duration.ofMillis(10), false);
    }

    static FanOut fanOut(WebhookView view, MockProducer<byte[], byte[]> producer, FanOutSettings settings) {
        return new FanOut(
                new EventDecoder(OrganizationId.DEFAULT, 262_144),
                view,
                producer,
                TOPICS,
                settings,
                InstantSource.fixed(NOW));
    }

    static WebhookId id(int number) {
        return new WebhookId(new UUID(0x0198_c5a0_0000_7000L, 0x8000_0000_0000_0000L + number));
    }

    static Webhook webhook(int number, Pacing pacing, String pattern) {
        return new Webhook(
                id(number),
                OrganizationId.DEFAULT,
                "https://example.com/" + number,
                List.of(EventPattern.parse(pattern)),
                WebhookState.ACTIVE,
                CustomHeaders.NONE,
                Webhook.DEFAULT_TIMEOUT,
                RetryPolicy.DEFAULT,
                List.of(new SigningSecret("a-secret-for-tests")),
                Set.of(SignatureProfile.POSTRIDER),
                pacing,
                1,
                null);
    }

    /** Webhooks 0 to count - 1 with the same pattern. */
    static List<Webhook> webhooks(int count, String pattern) {
        return IntStream.range(0, count)
                .mapToObj(number -> webhook(number, Pacing.DEFAULT, pattern))
                .toList();
    }

    static ConsumerRecord<byte[], byte[]> event(int partition, long offset, String json, String... headers) {
        RecordHeaders all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                TOPICS.events(),
                partition,
                offset,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                -1,
                value.length,
                null,
                value,
                all,
                Optional.empty());
    }

    /** Of what was produced, the deliveries, in order. */
    static Stream<Delivery> deliveries(List<ProducerRecord<byte[], byte[]>> produced) {
        return produced.stream()
                .filter(record -> record.topic().equals(TOPICS.deliveries()))
                .map(FanOutRig::received)
                .map(DeliveryCodec::decode);
    }

    private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                record.key().length,
                record.value().length,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }
}
