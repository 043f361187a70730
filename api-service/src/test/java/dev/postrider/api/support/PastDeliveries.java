package dev.postrider.api.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.DeadLetterCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Deliveries of one organization as dispatchers have left them: their records on the topics, and so in the log. */
public final class PastDeliveries {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api;
    private final OrganizationId organization;
    private final WebTestClient client;

    public PastDeliveries(RunningApi api, String organization) {
        this.api = api;
        this.organization = new OrganizationId(organization);
        this.client = api.adminOf(organization);
    }

    /** A new webhook that wants these events. */
    public WebhookId webhook(String pattern) {
        return WebhookId.parse(Json.of(
                        RunningApi.post(
                                client,
                                "/api/v1/webhooks",
                                "{\"url\":\"https://example.com\",\"events\":[\"" + pattern + "\"]}"),
                        201)
                .required("id")
                .stringValue());
    }

    /** One that was just fanned out. */
    public Delivery fannedOut(WebhookId webhook, String type) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        EventId event = new EventId("evt-" + UUID.randomUUID());
        return new Delivery(
                DeliveryId.of(now, organization, event, webhook),
                webhook,
                organization,
                event,
                new EventType(type),
                now,
                now,
                1,
                now,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                EventBody.CONTENT_TYPE,
                ("{\"id\":\"" + event + "\",\"data\":{ \"a\" : 1.0 }}").getBytes(StandardCharsets.UTF_8));
    }

    /** So many that wait for their first attempt, once the log shows them. */
    public List<Delivery> waiting(WebhookId webhook, String type, int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deliveries.add(fannedOut(webhook, type));
        }
        log(deliveries.stream()
                .<LogRecord>map(delivery -> new LogRecord.FannedOut(Subject.of(delivery), Instant.now(), null))
                .toList());
        awaitCount("?status=pending&webhook_id=" + webhook + "&event_type=" + type, count);
        return deliveries;
    }

    /** So many that were answered with this status and given up, once the log shows them. */
    public List<Delivery> dead(WebhookId webhook, String type, int status, int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deliveries.add(fannedOut(webhook, type));
        }
        AttemptOutcome outcome = answered(status);
        List<RecordMetadata> letters = send(deliveries.stream()
                .map(delivery ->
                        DeadLetterCodec.encode(topics(), delivery, DeadReason.EXHAUSTED, outcome, Instant.now()))
                .toList());
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordMetadata letter = letters.get(i);
            records.addAll(died(
                    deliveries.get(i), outcome, new Position(letter.topic(), letter.partition(), letter.offset())));
        }
        log(records);
        awaitCount("?status=dead&webhook_id=" + webhook + "&event_type=" + type + "&status_code=" + status, count);
        return deliveries;
    }

    /** So many dead letters on their topic, of which the log knows nothing. */
    public List<Delivery> letters(WebhookId webhook, String type, int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            deliveries.add(fannedOut(webhook, type));
        }
        var _ = send(deliveries.stream()
                .map(delivery ->
                        DeadLetterCodec.encode(topics(), delivery, DeadReason.EXHAUSTED, answered(500), Instant.now()))
                .toList());
        return deliveries;
    }

    /** One whose dead letter is gone, once the log shows it. */
    public Delivery deadWithoutLetter(WebhookId webhook, String type) {
        Delivery delivery = fannedOut(webhook, type);
        log(died(delivery, answered(500), new Position(topics().deadLetter(), 0, 1_000_000_000)));
        await().atMost(SOON)
                .untilAsserted(() -> client.get()
                        .uri("/api/v1/dead-letters?event_id=" + delivery.event())
                        .exchange()
                        .expectBody()
                        .jsonPath("$.items.length()")
                        .isEqualTo(1));
        return delivery;
    }

    private static List<LogRecord> died(Delivery delivery, AttemptOutcome outcome, Position letter) {
        Subject subject = Subject.of(delivery);
        return List.of(
                new LogRecord.FannedOut(subject, delivery.fannedOutAt(), null),
                new LogRecord.Attempted(
                        subject,
                        Instant.now(),
                        Trigger.EVENT,
                        outcome,
                        Map.of("X-Webhook-Attempt", "1"),
                        null,
                        new Position("deliveries", 0, 1),
                        new LogRecord.Next.GivenUp()),
                new LogRecord.Dead(subject, Instant.now(), DeadReason.EXHAUSTED, letter));
    }

    private static AttemptOutcome answered(int status) {
        return new AttemptOutcome.Responded(status, Map.of(), "no", Duration.ofMillis(3));
    }

    /** Tells the log. */
    public void log(List<LogRecord> records) {
        var _ = send(records.stream()
                .map(record -> LogCodec.encode(topics(), record))
                .toList());
    }

    private List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) {
        return Objects.requireNonNull(
                        api.bean(RecordProducer.class).sendAll(records).block(SOON))
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private Topics topics() {
        return api.topics();
    }

    /** Waits until so many deliveries, at most 200, are found. */
    public void awaitCount(String query, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(list("/api/v1/deliveries" + query + "&limit=200"))
                        .hasSize(count));
    }

    /** The items of a page. */
    public List<JsonNode> list(String path) {
        return Json.of(client.get().uri(path).exchange(), 200)
                .required("items")
                .valueStream()
                .toList();
    }
}
