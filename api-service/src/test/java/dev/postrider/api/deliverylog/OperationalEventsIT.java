package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.operational.OperationalType;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Operational events: from what happens to webhooks and deliveries to the topic of events. */
class OperationalEventsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AGO = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @Test
    void changesOfAWebhookAreToldInTheirOrder() {
        subscribeOperational();
        String id = create(",\"name\":\"CRM\"");
        patch(id, "{\"name\":\"CRM\"}");
        patch(id, "{\"enabled\":false}");
        client.delete().uri(path(id)).exchange().expectStatus().isNoContent();
        client.delete().uri(path(id)).exchange().expectStatus().isNotFound();

        List<EventDraft> events = awaitEvents(id, 3);

        assertThat(types(events))
                .as("the change that changed nothing is not told")
                .containsExactly("postrider.webhook.created", "postrider.webhook.updated", "postrider.webhook.deleted");
        JsonNode updated = data(events.get(1));
        assertThat(updated.propertyNames())
                .containsExactly("webhook_id", "name", "events", "enabled", "status", "version");
        assertThat(updated.required("status").stringValue()).isEqualTo("disabled");
        assertThat(updated.required("version").intValue()).isEqualTo(2);
        assertThat(data(events.get(2)).toString())
                .isEqualTo("{\"webhook_id\":\"" + id + "\",\"name\":\"CRM\",\"version\":3}");
        assertThat(outbox()).isZero();
    }

    @Test
    void nothingIsToldWhereNobodySubscribesIt() {
        String everything = create("");
        String id = create("");
        patch(id, "{\"name\":\"other\"}");
        String subscriber = subscribeOperational();
        patch(id, "{\"name\":\"told\"}");
        patch(subscriber, "{\"enabled\":false}");
        patch(id, "{\"name\":\"not told\"}");

        assertThat(awaitEvents(id, 1))
                .singleElement()
                .satisfies(event ->
                        assertThat(data(event).required("name").stringValue()).isEqualTo("told"));
        assertThat(events(everything)).isEmpty();
        assertThat(outbox()).isZero();
    }

    @Test
    void disablingAndItsEndAreTold() throws Exception {
        subscribeOperational();
        String id = create("");

        log(samples(id)
                .attempted(1, 1, Duration.ZERO, Trigger.EVENT, LogSamples.status(410, "no"), new Next.GivenUp()));
        JsonNode disabled = data(awaitEvents(id, 2).getLast());
        Json.of(RunningApi.post(client, path(id) + "/resume", ""), 200);
        Json.of(RunningApi.post(client, path(id) + "/pause", ""), 200);

        assertThat(disabled.required("reason").stringValue()).isEqualTo("gone");
        assertThat(disabled.required("status_code").intValue()).isEqualTo(410);
        List<EventDraft> events = awaitEvents(id, 4);
        assertThat(types(events))
                .containsExactly(
                        "postrider.webhook.created",
                        "postrider.webhook.disabled",
                        "postrider.webhook.enabled",
                        "postrider.webhook.updated");
        assertThat(data(events.getLast()).required("status").stringValue()).isEqualTo("paused");
    }

    @Test
    void deliveryThatDiesAndRecoversIsToldOnceEachAndOperationalOnesAreNot() throws Exception {
        subscribeOperational();
        String id = create("");
        LogSamples samples = samples(id);
        LogSamples operational = samples(id).typed("postrider.webhook.updated");

        log(operational.givenUp(1, 6, Duration.ZERO), operational.dead(1, 6, Duration.ofSeconds(1)));
        log(samples.givenUp(1, 6, Duration.ZERO), samples.dead(1, 6, Duration.ofSeconds(1)));
        JsonNode exhausted = data(awaitEvents(id, 2).getLast());
        log(samples.dead(1, 6, Duration.ofSeconds(2)), samples.tryStarted(2, Duration.ofSeconds(3)));
        log(samples.delivered(2, 1, Duration.ofSeconds(4)), samples.delivered(2, 1, Duration.ofSeconds(4)));

        List<EventDraft> events = awaitEvents(id, 3);
        assertThat(types(events))
                .containsExactly(
                        "postrider.webhook.created", "postrider.delivery.exhausted", "postrider.delivery.recovered");
        assertThat(exhausted.required("delivery_id").stringValue())
                .isEqualTo(samples.id().toString());
        assertThat(exhausted.required("reason").stringValue()).isEqualTo("exhausted");
        assertThat(exhausted.required("status_code").intValue()).isEqualTo(500);
        JsonNode recovered = data(events.getLast());
        assertThat(recovered.required("try").intValue()).isEqualTo(2);
        assertThat(recovered.required("status_code").intValue()).isEqualTo(200);
        assertThat(recovered.required("delivery_id")).isEqualTo(exhausted.required("delivery_id"));
    }

    /** As after a crash between Kafka's acknowledgement and the commit. */
    @Test
    void eventWhoseDeletionIsLostIsPublishedAgainUnderItsId() {
        subscribeOperational();
        String name = "keep_" + UUID.randomUUID().toString().replace("-", "");
        sql("CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'lost'; END $$");
        sql("CREATE TRIGGER " + name + " BEFORE DELETE ON operational_events FOR EACH ROW WHEN (OLD.organization_id = '"
                + organization + "') EXECUTE FUNCTION " + name + "()");
        String id = create("");
        await().atMost(SOON).until(() -> !events(id).isEmpty());
        assertThat(outbox()).isEqualTo(2);

        sql("DROP TRIGGER " + name + " ON operational_events");

        List<EventDraft> events = awaitEvents(id, 2);
        assertThat(events)
                .extracting(EventDraft::id)
                .doesNotContainNull()
                .containsOnly(events.getFirst().id());
    }

    @Test
    void catalogueHasAllTypes() {
        JsonNode catalogue =
                Json.of(client.get().uri("/api/v1/webhooks/events/available").exchange(), 200);

        assertThat(catalogue.required("events").valueStream())
                .filteredOn(event -> event.required("category").stringValue().equals("postrider"))
                .extracting(event -> event.required("event").stringValue())
                .containsExactlyElementsOf(Arrays.stream(OperationalType.values())
                        .map(type -> type.type().value())
                        .toList());
    }

    private String subscribeOperational() {
        return create("postrider.*", "");
    }

    private String create(String more) {
        return create("*", more);
    }

    private String create(String pattern, String more) {
        return Json.of(
                        RunningApi.post(
                                client,
                                "/api/v1/webhooks",
                                "{\"url\":\"https://example.com/token\",\"events\":[\"" + pattern + "\"]" + more + "}"),
                        201)
                .required("id")
                .stringValue();
    }

    private void patch(String id, String json) {
        Json.of(
                client.patch()
                        .uri(path(id))
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(json)
                        .exchange(),
                200);
    }

    private static String path(String id) {
        return "/api/v1/webhooks/" + id;
    }

    private LogSamples samples(String webhook) {
        return LogSamples.of(organization, UUID.fromString(webhook), "evt-" + UUID.randomUUID())
                .at(Instant.now().minus(AGO));
    }

    private void log(LogRecord... records) throws Exception {
        List<CompletableFuture<RecordMetadata>> sent = api.bean(RecordProducer.class)
                .sendAll(Arrays.stream(records)
                        .map(record -> LogCodec.encode(api.topics(), record))
                        .toList())
                .block(SOON);
        for (CompletableFuture<RecordMetadata> one : Objects.requireNonNull(sent)) {
            one.get(20, TimeUnit.SECONDS);
        }
    }

    /** The events about a webhook, as they stand on the topic. */
    private List<EventDraft> events(String webhook) {
        return TopicReader.read(api.topics().events(), webhook).stream()
                .map(OperationalEventsIT::parse)
                .toList();
    }

    private List<EventDraft> awaitEvents(String webhook, int count) {
        await().atMost(SOON).until(() -> events(webhook).size() >= count && outbox() == 0);
        return events(webhook);
    }

    private static EventDraft parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return NativeEventParser.parse(record.value());
        } catch (InvalidEventException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> types(List<EventDraft> events) {
        return events.stream().map(event -> event.type().value()).toList();
    }

    private static JsonNode data(EventDraft event) {
        assertThat(event.data().text()).doesNotContain("https://", "secret");
        return dev.postrider.common.json.Json.tree(event.data().bytes());
    }

    private void sql(String statement) {
        api.bean(DatabaseClient.class).sql(statement).then().block(SOON);
    }

    /** How many events of this organization wait. */
    private long outbox() {
        return Objects.requireNonNull(api.bean(DatabaseClient.class)
                .sql("SELECT count(*) AS n FROM operational_events WHERE organization_id = :organization")
                .bind("organization", organization)
                .map(row -> Rows.get(row, "n", Long.class))
                .one()
                .block(SOON));
    }
}
