package dev.postrider.api.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Scheduled events over REST: published with their time, and cancelled before it. */
class ScheduledEventIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final String id = "evt-" + UUID.randomUUID();

    @Test
    void deliverAtStandsOnTheTopicAndInTheAnswers() throws Exception {
        String body = event(id, "\"2026-01-31T12:00:00.5+02:00\"");

        JsonNode first = Json.of(RunningApi.post(client, "/api/v1/events", body), 202);
        JsonNode second = Json.of(RunningApi.post(client, "/api/v1/events", body), 202);

        assertThat(first.toString())
                .isEqualTo(("{\"id\":\"%s\",\"event\":\"a\",\"organization_id\":\"%s\","
                                + "\"deliver_at\":\"2026-01-31T10:00:00.500Z\"}")
                        .formatted(id, organization));
        assertThat(second).isEqualTo(first);
        List<ConsumerRecord<byte[], byte[]>> records =
                TopicReader.read(api.topics().events(), id);
        assertThat(records).hasSize(2);
        assertThat(new EventDecoder(null, 100_000).decode(records.getLast()).deliverAt())
                .isEqualTo(Instant.parse("2026-01-31T10:00:00.5Z"));
        JsonNode shown = awaitShown();
        assertThat(shown.required("deliver_at").stringValue()).isEqualTo("2026-01-31T10:00:00.500Z");
        assertThat(shown.required("cancelled_at").isNull()).isTrue();
    }

    @Test
    void eachEventOfABatchHasItsOwnTime() {
        String soon = "\"" + Instant.now().plus(Duration.ofDays(29)) + "\"";
        String late = "\"" + Instant.now().plus(Duration.ofDays(31)) + "\"";

        JsonNode answer = Json.of(
                RunningApi.post(
                        client,
                        "/api/v1/events/batch",
                        "{\"events\":[%s,%s]}".formatted(event(id, soon), event("other", late))),
                207);

        assertThat(answer.at("/results/0/deliver_at").isString()).isTrue();
        assertThat(Json.message(answer.at("/results/1"), "deliver_at")).contains("the latest that is taken now is");
    }

    @Test
    void cancelledEventStandsOnTheTopicOfWebhooksAsLongAsSomethingMayWait() {
        Instant deliverAt = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        publish("\"" + deliverAt + "\"");

        JsonNode cancelled = Json.of(cancel(), 200);
        JsonNode repeated = Json.of(cancel(), 200);

        assertThat(cancelled.propertyNames())
                .containsExactly("id", "organization_id", "status", "deliver_at", "cancelled_at");
        assertThat(cancelled.required("status").stringValue()).isEqualTo("cancelled");
        assertThat(cancelled.required("deliver_at").stringValue()).isEqualTo(deliverAt.toString());
        assertThat(repeated).isEqualTo(cancelled);
        assertThat(awaitShown().required("cancelled_at")).isEqualTo(cancelled.required("cancelled_at"));
        ConsumerRecord<byte[], byte[]> record = onTopic().getFirst();
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).contains(deliverAt.toString());
        assertThat(onTopic()).hasSize(1);

        sql("UPDATE cancelled_events SET on_topic_until = on_topic_until - interval '32 days' WHERE event_id = '" + id
                + "'");

        await().atMost(SOON).until(() -> onTopic().size() == 2);
        assertThat(onTopic().getLast().value()).isNull();
        assertThat(awaitShown().required("cancelled_at")).isEqualTo(cancelled.required("cancelled_at"));
    }

    @Test
    void idThatWasPublishedForSeveralTimesIsCancelledForTheLast() {
        Instant last = Instant.now().plus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS);
        publish("\"" + Instant.now().plus(Duration.ofDays(5)) + "\"");
        Json.of(RunningApi.post(client, "/api/v1/events", event(id, "\"" + last + "\"")), 202);
        await().atMost(SOON)
                .until(() -> awaitShown()
                        .required("deliver_at")
                        .stringValue()
                        .startsWith(last.toString().substring(0, 19)));
        sql("UPDATE events SET day = day - 1 WHERE event_id = '" + id + "'");
        publish("null");
        await().atMost(SOON).until(() -> awaitShown().required("deliver_at").isNull());

        JsonNode cancelled = Json.of(cancel(), 200);

        assertThat(cancelled.required("deliver_at").stringValue()).isEqualTo(last.toString());
        assertThat(new String(onTopic().getFirst().value(), StandardCharsets.UTF_8))
                .contains(last.toString());
        assertThat(awaitShown().required("cancelled_at").isNull())
                .as("the newest was not scheduled")
                .isTrue();
    }

    @Test
    void whatTheTopicLostIsPublishedAgain() {
        publish("\"" + Instant.now().plus(Duration.ofDays(2)) + "\"");
        Json.of(cancel(), 200);

        sql("UPDATE cancelled_events SET published_version = 0 WHERE event_id = '" + id + "'");

        await().atMost(SOON).until(() -> onTopic().size() == 2);
        assertThat(onTopic().getLast().value()).isEqualTo(onTopic().getFirst().value());
    }

    @Test
    void whatIsNotScheduledAnyMoreCannotBeCancelled() {
        assertThat(detail(cancel(), 404)).contains("no event");
        publish("null");
        assertThat(detail(cancel(), 409)).contains("not scheduled");
        publish("\"" + Instant.now().minusSeconds(5) + "\"");
        sql("UPDATE events SET deliver_at = now() - interval '5 seconds' WHERE event_id = '" + id + "'");
        assertThat(detail(cancel(), 409)).contains("was due at");
        WebTestClient stranger = api.adminOf(api.newOrganization());
        assertThat(detail(RunningApi.post(stranger, "/api/v1/events/" + id + "/cancel", ""), 404))
                .contains("no event");
        assertThat(onTopic()).isEmpty();
    }

    private static String event(String id, String deliverAt) {
        return "{\"event\":\"a\",\"data\":1,\"id\":\"%s\",\"deliver_at\":%s}".formatted(id, deliverAt);
    }

    /** Waits until the log has it. */
    private void publish(String deliverAt) {
        Json.of(RunningApi.post(client, "/api/v1/events", event(id, deliverAt)), 202);
        awaitShown();
    }

    private JsonNode awaitShown() {
        String path = "/api/v1/events/" + id;
        await().atMost(SOON)
                .untilAsserted(
                        () -> client.get().uri(path).exchange().expectStatus().isOk());
        return Json.of(client.get().uri(path).exchange(), 200);
    }

    private WebTestClient.ResponseSpec cancel() {
        return RunningApi.post(client, "/api/v1/events/" + id + "/cancel", "");
    }

    private static String detail(WebTestClient.ResponseSpec answer, int status) {
        return Json.of(answer, status).required("detail").stringValue();
    }

    private List<ConsumerRecord<byte[], byte[]>> onTopic() {
        return TopicReader.read(api.topics().webhooks(), "event/" + organization + "/" + id);
    }

    private void sql(String statement) {
        try (Connection connection = api.database().connect();
                Statement change = connection.createStatement()) {
            change.executeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
