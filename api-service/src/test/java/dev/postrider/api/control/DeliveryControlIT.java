package dev.postrider.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Retries and cancels over REST, up to the topics that tell dispatchers and the log. */
class DeliveryControlIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EventType TYPE = new EventType("order.paid");
    private static final String DATA = "{ \"total\" : 1.0 }";
    private static final int AT_ONCE = 6;

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final WebhookId webhook = webhook();

    @Test
    void deadDeliveryIsTriedAgainWithTheSameBytesAndAFreshSchedule() {
        Subject first = dead();
        Instant before = Instant.now();

        JsonNode answer = Json.of(retry(first), 202);

        assertThat(answer.toString())
                .isEqualTo(("{\"id\":\"%s\",\"webhook_id\":\"%s\",\"event_id\":\"%s\",\"status\":\"pending\",\"try\":2,"
                                + "\"attempt\":1,\"trigger\":\"manual\"}")
                        .formatted(first.delivery(), webhook, first.event()));
        ConsumerRecord<byte[], byte[]> waiting = waiting().getFirst();
        assertThat(TierCodec.read(waiting).returnTo()).isEqualTo(ReturnTo.DELIVERIES);
        assertThat(TierCodec.read(waiting).due()).isBetween(before.minusMillis(1), Instant.now());
        Delivery delivery = DeliveryCodec.decode(waiting);
        assertThat(delivery.id()).isEqualTo(first.delivery());
        assertThat(delivery.tryNumber()).isEqualTo(2);
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.trigger()).isEqualTo(Trigger.MANUAL);
        assertThat(delivery.tryStartedAt()).isAfterOrEqualTo(before.minusMillis(1));
        assertThat(new String(delivery.body(), StandardCharsets.UTF_8))
                .startsWith("{\"id\":\"" + first.event() + "\",\"event\":\"order.paid\",\"timestamp\":")
                .endsWith(",\"data\":" + DATA + ",\"metadata\":{},\"webhook_id\":\"" + webhook + "\"}");
        JsonNode shown = awaitTry(first, 2);
        assertThat(shown.required("status").stringValue()).isEqualTo("pending");
        assertThat(controls()).as("nothing waited").isEmpty();
    }

    @Test
    void ofRequestsAtOnceOneStartsTheNextTry() {
        Subject first = dead();

        List<Integer> answers = IntStream.range(0, AT_ONCE)
                .parallel()
                .mapToObj(
                        _ -> retry(first).returnResult(byte[].class).getStatus().value())
                .sorted()
                .toList();

        assertThat(answers).containsExactly(202, 409, 409, 409, 409, 409);
        assertThat(waiting()).hasSize(1);
        awaitTry(first, 2);
        assertThat(detail(retry(first), 409)).contains("pending").contains("try 2");
        assertThat(waiting()).hasSize(1);
    }

    @Test
    void retryTakesThePlaceOfTheOneThatWaits() {
        Subject first = fannedOut();
        log(attempted(first, Trigger.EVENT, 503, new Next.Retrying(Instant.now().plusSeconds(60))));
        awaitStatus(first, "retrying");

        Json.of(retry(first), 202);

        assertThat(controls())
                .containsExactly(new Control.OfDelivery(webhook, first.delivery(), 1, CancelReason.SUPERSEDED));
        assertThat(DeliveryCodec.decode(waiting().getFirst()).tryNumber()).isEqualTo(2);
    }

    @Test
    void deliveredOneIsSentAgainAsOftenAsItIsAskedFor() {
        Subject first = fannedOut();
        log(attempted(first, Trigger.EVENT, 200, new Next.Delivered()));
        awaitStatus(first, "delivered");

        Json.of(retry(first), 202);
        assertThat(detail(retry(first), 409)).contains("Try 2");
        log(attempted(at(first, 2), Trigger.MANUAL, 500, new Next.GivenUp()));
        await().atMost(SOON).until(() -> show(first).required("exchanges").intValue() == 2);
        JsonNode third = Json.of(retry(first), 202);

        assertThat(third.required("try").intValue()).isEqualTo(3);
        assertThat(show(first).required("status").stringValue()).isEqualTo("delivered");
        assertThat(waiting().stream().map(record -> DeliveryCodec.decode(record).tryNumber()))
                .containsExactly(2, 3);
        assertThat(controls())
                .containsExactly(new Control.OfDelivery(webhook, first.delivery(), 2, CancelReason.SUPERSEDED));
    }

    @Test
    void triesOfADeliveredOneThatTheLogNeverTellsOfCanBeCancelledAndTakenOver() throws SQLException {
        Subject first = fannedOut();
        log(attempted(first, Trigger.EVENT, 200, new Next.Delivered()));
        awaitStatus(first, "delivered");
        Json.of(retry(first), 202);

        assertThat(Json.of(post(first, "cancel"), 202).required("try").intValue())
                .isEqualTo(2);
        assertThat(detail(retry(first), 409)).contains("Try 2");
        try (Connection connection = api.database().connect();
                Statement change = connection.createStatement()) {
            change.executeUpdate(
                    "UPDATE asked_tries SET asked_at = asked_at - interval '61 seconds' WHERE delivery_id = '"
                            + first.delivery() + "'");
        }
        JsonNode third = Json.of(retry(first), 202);

        assertThat(third.required("try").intValue()).isEqualTo(3);
        assertThat(show(first).required("status").stringValue()).isEqualTo("delivered");
        assertThat(controls())
                .containsExactly(
                        new Control.OfDelivery(webhook, first.delivery(), 2, CancelReason.REQUESTED),
                        new Control.OfDelivery(webhook, first.delivery(), 2, CancelReason.SUPERSEDED));
    }

    @Test
    void cancelTellsDispatchersAndTheLogAndARetryBringsItBack() {
        Subject first = fannedOut();
        log(new LogRecord.Held(first, Instant.now(), HeldReason.PAUSED));
        awaitStatus(first, "held");

        JsonNode answer = Json.of(post(first, "cancel"), 202);

        assertThat(answer.required("status").stringValue()).isEqualTo("cancelled");
        assertThat(answer.required("try").intValue()).isEqualTo(1);
        assertThat(controls())
                .containsExactly(new Control.OfDelivery(webhook, first.delivery(), 1, CancelReason.REQUESTED));
        assertThat(awaitStatus(first, "cancelled").required("reason").stringValue())
                .isEqualTo("requested");
        assertThat(detail(post(first, "cancel"), 409)).contains("cancelled");
        assertThat(Json.of(retry(first), 202).required("try").intValue()).isEqualTo(2);
    }

    @Test
    void whatCannotBeDoneIsToldWithItsReason() {
        Subject pending = fannedOut();
        assertThat(detail(retry(pending), 409)).contains("pending", "try 1");
        log(attempted(pending, Trigger.EVENT, 200, new Next.Delivered()));
        awaitStatus(pending, "delivered");
        assertThat(detail(post(pending, "cancel"), 409)).contains("delivered");
        Subject unknownEvent = subject(webhook, new EventId("never-published"));
        log(new LogRecord.FannedOut(unknownEvent, unknownEvent.fannedOutAt(), null), died(unknownEvent));
        awaitStatus(unknownEvent, "dead");
        assertThat(detail(retry(unknownEvent), 410)).contains("past its retention");
        assertThat(detail(post(unknownEvent, "cancel"), 409)).contains("dead");
        Subject test = subject(webhook, new EventId("test_1"));
        log(attempted(test, Trigger.TEST, 500, new Next.GivenUp()));
        awaitStatus(test, "dead");
        assertThat(detail(retry(test), 409)).contains("test");
        assertThat(Json.fields(Json.of(RunningApi.post(client, path(pending) + "/retry", "{\"force\":true}"), 400)))
                .containsExactly("force");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void webhookMustBeThereAndOn() {
        Subject dead = dead();
        Json.of(
                client.patch()
                        .uri("/api/v1/webhooks/" + webhook)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"enabled\":false}")
                        .exchange(),
                200);
        assertThat(detail(retry(dead), 409)).contains("switched off");
        client.delete()
                .uri("/api/v1/webhooks/" + webhook)
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(detail(retry(dead), 409)).contains("deleted");
    }

    @Test
    void onlyManagersOfItsOrganizationMayAsk() {
        Subject dead = dead();
        WebTestClient foreign = api.adminOf(api.newOrganization());
        WebTestClient viewer = api.withKey(api.newKey(organization, "viewer"));
        for (String action : List.of("retry", "cancel")) {
            RunningApi.post(foreign, path(dead) + "/" + action, "")
                    .expectStatus()
                    .isNotFound();
            RunningApi.post(client, "/api/v1/deliveries/" + UUID.randomUUID() + "/" + action, "")
                    .expectStatus()
                    .isNotFound();
            RunningApi.post(client, "/api/v1/deliveries/none/" + action, "")
                    .expectStatus()
                    .isNotFound();
            RunningApi.post(viewer, path(dead) + "/" + action, "")
                    .expectStatus()
                    .isForbidden();
        }
    }

    private WebhookId webhook() {
        return WebhookId.parse(Json.of(
                        RunningApi.post(
                                client, "/api/v1/webhooks", "{\"url\":\"https://example.com\",\"events\":[\"*\"]}"),
                        201)
                .required("id")
                .stringValue());
    }

    /** The delivery of an event that was published over REST, as fan-out would tell of it. */
    private Subject fannedOut() {
        EventId event = new EventId("evt-" + UUID.randomUUID());
        Json.of(
                RunningApi.post(
                        client,
                        "/api/v1/events",
                        "{\"event\":\"%s\",\"id\":\"%s\",\"data\":%s}".formatted(TYPE, event, DATA)),
                202);
        await().atMost(SOON)
                .untilAsserted(() -> client.get()
                        .uri("/api/v1/events/" + event)
                        .exchange()
                        .expectStatus()
                        .isOk());
        Subject subject = subject(webhook, event);
        log(new LogRecord.FannedOut(subject, subject.fannedOutAt(), null));
        awaitStatus(subject, "pending");
        return subject;
    }

    private Subject dead() {
        Subject subject = fannedOut();
        log(attempted(subject, Trigger.EVENT, 500, new Next.GivenUp()), died(subject));
        awaitStatus(subject, "dead");
        return subject;
    }

    private Subject subject(WebhookId of, EventId event) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        OrganizationId owner = new OrganizationId(organization);
        return new Subject(DeliveryId.of(now, owner, event, of), of, owner, event, TYPE, now, now, 1, 1);
    }

    private static Subject at(Subject of, int tryNumber) {
        return new Subject(
                of.delivery(),
                of.webhook(),
                of.organization(),
                of.event(),
                of.type(),
                of.eventTime(),
                of.fannedOutAt(),
                tryNumber,
                1);
    }

    private static LogRecord attempted(Subject subject, Trigger trigger, int status, Next next) {
        return new LogRecord.Attempted(
                subject,
                Instant.now(),
                trigger,
                new AttemptOutcome.Responded(status, Map.of(), "", Duration.ofMillis(5)),
                Map.of(),
                null,
                null,
                next);
    }

    private static LogRecord died(Subject subject) {
        return new LogRecord.Dead(
                subject, Instant.now(), DeadReason.EXHAUSTED, new Position("dead-letter", 0, 1_000_000));
    }

    private void log(LogRecord... records) {
        for (LogRecord record : records) {
            api.bean(RecordProducer.class)
                    .send(LogCodec.encode(api.topics(), record))
                    .block(SOON);
        }
    }

    private WebTestClient.ResponseSpec retry(Subject subject) {
        return post(subject, "retry");
    }

    private WebTestClient.ResponseSpec post(Subject subject, String action) {
        return RunningApi.post(client, path(subject) + "/" + action, "");
    }

    private static String path(Subject subject) {
        return "/api/v1/deliveries/" + subject.delivery();
    }

    private static String detail(WebTestClient.ResponseSpec answer, int status) {
        return Json.of(answer, status).required("detail").stringValue();
    }

    private JsonNode show(Subject subject) {
        return Json.of(client.get().uri(path(subject)).exchange(), 200);
    }

    private JsonNode awaitStatus(Subject subject, String status) {
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(() -> show(subject).required("status").stringValue().equals(status));
        return show(subject);
    }

    private JsonNode awaitTry(Subject subject, int tryNumber) {
        await().atMost(SOON).until(() -> show(subject).required("try").intValue() == tryNumber);
        return show(subject);
    }

    /** What waits in the first tier for this test's webhook. */
    private List<ConsumerRecord<byte[], byte[]>> waiting() {
        return TopicReader.read(api.topics().retry(RetryLadder.DEFAULT.smallest()), webhook.toString());
    }

    /** The controls of this test's webhook, which stand on the partition of its deliveries. */
    private List<Control> controls() {
        int partition = Utils.toPositive(Utils.murmur2(DeliveryCodec.key(webhook))) % 3;
        return TopicReader.read(api.topics().controls()).stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith(webhook + "/"))
                .peek(record -> assertThat(record.partition()).isEqualTo(partition))
                .map(ControlCodec::decode)
                .toList();
    }
}
