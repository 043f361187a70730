package dev.postrider.dispatcher.fanout;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What tests of fan-out have in common: webhooks, events, and a look at what was produced. */
final class FanOutRig {
    static final Topics TOPICS = new Topics("t.");
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration MAX_DELIVER_AHEAD = Duration.ofDays(30);

    private FanOutRig() {}

    static FanOutSettings slices(int slice) {
        return new FanOutSettings(
                slice, 5, MAX_DELIVER_AHEAD, 2000, Duration.ofMillis(100), Duration.ofMillis(10), false);
    }

    static FanOut fanOut(WebhookView view, MockProducer<byte[], byte[]> producer, FanOutSettings settings) {
        return fanOut(view, producer, settings, NOW);
    }

    static FanOut fanOut(
            WebhookView view, MockProducer<byte[], byte[]> producer, FanOutSettings settings, Instant now) {
        return fanOut(view, producer, settings, now, Tracing.off());
    }

    static FanOut fanOut(
            WebhookView view,
            MockProducer<byte[], byte[]> producer,
            FanOutSettings settings,
            Instant now,
            Tracing tracing) {
        return new FanOut(
                new EventDecoder(OrganizationId.DEFAULT, 262_144),
                view,
                producer,
                TOPICS,
                RetryLadder.DEFAULT,
                settings,
                InstantSource.fixed(now),
                tracing);
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
                Signing.by(new SigningSecret("a-secret-for-tests"), SignatureSetting.of(SignatureProfile.POSTRIDER)),
                pacing,
                1,
                null,
                Access.NONE);
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
        return record(TOPICS.events(), partition, offset, json.getBytes(StandardCharsets.UTF_8), all);
    }

    /** An event that a service brings, as fan-out receives it. */
    static ConsumerRecord<byte[], byte[]> internal(int partition, long offset, InternalEvent internal) {
        ProducerRecord<byte[], byte[]> record = InternalEventCodec.encode(TOPICS, internal);
        return record(record.topic(), partition, offset, record.value(), record.headers());
    }

    /** A record that its topic took at {@link #NOW}. */
    static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                NOW.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                -1,
                value.length,
                null,
                value,
                headers,
                Optional.empty());
    }

    /** An event of type {@code a} and the id {@code e-1}. */
    static Event eventAt(Instant time) throws InvalidEventException {
        return NativeEventParser.parse("{\"event\":\"a\",\"data\":1}".getBytes(StandardCharsets.UTF_8))
                .appended(OrganizationId.DEFAULT, new EventId("e-1"), 0, time);
    }

    /** Of what was produced, the deliveries, in order. */
    static Stream<Delivery> deliveries(List<ProducerRecord<byte[], byte[]>> produced) {
        return produced.stream()
                .filter(record -> record.topic().equals(TOPICS.deliveries()))
                .map(FanOutRig::received)
                .map(DeliveryCodec::decode);
    }

    static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> record) {
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
