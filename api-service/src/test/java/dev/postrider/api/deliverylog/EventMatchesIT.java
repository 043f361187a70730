package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Who would get an event, and why somebody did not: fan-out is played by the test. */
class EventMatchesIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());

    @Test
    void dryRunSaysOfEachWebhookWhetherItMatchesAndWhy() {
        String wants =
                webhook("{\"url\":\"https://example.com\",\"events\":[\"order.paid\",\"user.*\"],\"name\":\"wants\"}");
        String other = webhook("{\"url\":\"https://example.com\",\"events\":[\"order.*\"]}");
        String off = webhook("{\"url\":\"https://example.com\",\"events\":[\"*\"],\"enabled\":false}");
        String paused = webhook("{\"url\":\"https://example.com\",\"events\":[\"user.created\"]}");
        Json.of(RunningApi.post(client, WEBHOOKS + "/" + paused + "/pause", ""), 200);

        JsonNode first = match("?limit=3");
        assertThat(first.required("total").intValue()).isEqualTo(4);
        JsonNode second =
                match("?limit=3&cursor=" + first.required("next_cursor").stringValue());

        assertThat(said(first))
                .containsExactly(
                        paused + " true pattern_matched user.created paused",
                        off + " false switched_off * null",
                        other + " false no_pattern_matched null null");
        assertThat(said(second)).containsExactly(wants + " true pattern_matched user.* null");
    }

    @Test
    void dryRunNamesWhatIsWrongWithTheEvent() {
        JsonNode problem = Json.of(
                RunningApi.post(client, WEBHOOKS + "/match?limit=0", "{\"event_type\":\"a\",\"event\":\"a b\"}"), 400);

        assertThat(Json.fields(problem)).containsExactlyInAnyOrder("limit", "event_type", "event");
    }

    @Test
    void dryRunRefusesWhatPublishingWould() {
        String organization = api.newOrganization();
        Json.of(
                api.admin()
                        .patch()
                        .uri("/api/v1/organizations/" + organization)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"strict_event_types\":true}")
                        .exchange(),
                200);
        WebTestClient strict = api.adminOf(organization);

        JsonNode refused = Json.of(RunningApi.post(strict, WEBHOOKS + "/match", "{\"event\":\"no.such.type\"}"), 400);
        JsonNode published =
                Json.of(RunningApi.post(strict, "/api/v1/events", "{\"event\":\"no.such.type\",\"data\":1}"), 400);

        assertThat(Json.fields(refused)).containsExactly("event");
        assertThat(refused.required("errors")).isEqualTo(published.required("errors"));
    }

    @Test
    void eventTellsWhyWebhooksDidNotGetItAsTheyWereWhenItWasFannedOut() {
        String wants = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");
        String other = webhook("{\"url\":\"https://example.com\",\"events\":[\"b\"],\"name\":\"other\"}");
        String off = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"],\"enabled\":false}");
        String gone = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");
        client.delete().uri(WEBHOOKS + "/" + gone).exchange().expectStatus().isNoContent();
        String event = publish();
        long seen = fanOut(event);
        // What is changed afterwards explains nothing.
        patch(other, "{\"events\":[\"a\"]}");
        patch(off, "{\"enabled\":true}");
        String late = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");

        JsonNode shown = awaitExplained(event);

        assertThat(seen).isPositive();
        assertThat(shown.required("not_matched")
                        .valueStream()
                        .map(item -> item.required("webhook_id").stringValue() + " "
                                + item.required("reason").stringValue() + " "
                                + item.required("version").intValue()))
                .containsExactlyInAnyOrder(other + " no_pattern_matched 1", off + " switched_off 1");
        assertThat(shown.required("deliveries").isEmpty()).isTrue();
        assertThat(explained(event, wants)).isEqualTo("true pattern_matched");
        assertThat(explained(event, other)).isEqualTo("false no_pattern_matched");
        assertThat(explained(event, off)).isEqualTo("false switched_off");
        assertThat(explained(event, gone)).isEqualTo("false deleted");
        assertThat(explained(event, late)).isEqualTo("false not_there_yet");
    }

    @Test
    void eventThatWasNotFannedOutYetSaysSo() {
        String wants = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");
        String event = publish();
        await().atMost(SOON)
                .untilAsserted(() -> client.get()
                        .uri("/api/v1/events/" + event)
                        .exchange()
                        .expectStatus()
                        .isOk());

        JsonNode shown = Json.of(client.get().uri("/api/v1/events/" + event).exchange(), 200);

        assertThat(shown.required("not_matched").isNull()).isTrue();
        assertThat(shown.required("not_matched_missing").stringValue()).contains("not fanned out yet");
        assertThat(explained(event, wants)).isEqualTo("null null");
    }

    @Test
    void scheduledEventTellsWhyWebhooksDidNotGetItAsTheyWereWhenItWasDue() {
        String wants = webhook("{\"url\":\"https://example.com\",\"events\":[\"b\"]}");
        String other = webhook("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");
        Instant due = Instant.now().plusSeconds(3);
        String event = publish(",\"deliver_at\":\"" + due + "\"");
        // What is changed before it is due counts, and nothing else.
        patch(wants, "{\"events\":[\"a\"]}");
        patch(other, "{\"events\":[\"b\"]}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Json.of(
                                        client.get()
                                                .uri("/api/v1/events/" + event)
                                                .exchange(),
                                        200)
                                .required("not_matched_missing")
                                .stringValue())
                        .contains("not fanned out yet"));
        await().atMost(SOON).until(() -> Instant.now().isAfter(due));
        patch(other, "{\"events\":[\"a\"]}");
        String late = webhook("{\"url\":\"https://example.com\",\"events\":[\"b\"]}");

        JsonNode shown = awaitExplained(event);

        assertThat(shown.required("not_matched")
                        .valueStream()
                        .map(item -> item.required("webhook_id").stringValue() + " "
                                + item.required("reason").stringValue() + " "
                                + item.required("version").intValue()))
                .containsExactly(other + " no_pattern_matched 2");
        assertThat(shown.required("not_matched_missing").isNull()).isTrue();
        assertThat(explained(event, wants)).isEqualTo("true pattern_matched");
        assertThat(explained(event, other)).isEqualTo("false no_pattern_matched");
        assertThat(explained(event, late)).isEqualTo("false not_there_yet");
    }

    @Test
    void webhookOfAnotherOrganizationIsNotFound() {
        String event = publish();
        fanOut(event);
        awaitExplained(event);
        WebTestClient other = api.adminOf(api.newOrganization());
        String foreign = Json.of(
                        RunningApi.post(other, WEBHOOKS, "{\"url\":\"https://example.com\",\"events\":[\"a\"]}"), 201)
                .required("id")
                .stringValue();

        client.get()
                .uri("/api/v1/events/" + event + "/webhooks/" + foreign)
                .exchange()
                .expectStatus()
                .isNotFound();
        other.get()
                .uri("/api/v1/events/" + event + "/webhooks/" + foreign)
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    private String webhook(String json) {
        return Json.of(RunningApi.post(client, WEBHOOKS, json), 201)
                .required("id")
                .stringValue();
    }

    private void patch(String id, String json) {
        client.patch()
                .uri(WEBHOOKS + "/" + id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private JsonNode match(String query) {
        return Json.of(
                RunningApi.post(client, WEBHOOKS + "/match" + query, "{\"event\":\"user.created\",\"data\":{\"a\":1}}"),
                200);
    }

    private static List<String> said(JsonNode page) {
        return page.required("items")
                .valueStream()
                .map(item -> String.join(
                        " ",
                        item.required("webhook_id").stringValue(),
                        item.required("matches").toString(),
                        item.required("reason").stringValue(),
                        text(item, "pattern"),
                        text(item, "held")))
                .toList();
    }

    private String publish() {
        return publish("");
    }

    private String publish(String more) {
        String id = "e-" + UUID.randomUUID();
        Json.of(
                RunningApi.post(
                        client, "/api/v1/events", "{\"id\":\"" + id + "\",\"event\":\"a\",\"data\":1" + more + "}"),
                202);
        return id;
    }

    /** Tells of the event what fan-out would; gives the end of the topic of webhooks. */
    private long fanOut(String event) {
        ConsumerRecord<byte[], byte[]> published =
                TopicReader.read(api.topics().events(), event).getLast();
        long seen = TopicReader.read(api.topics().webhooks()).getLast().offset() + 1;
        api.bean(RecordProducer.class)
                .send(FanOutRoundCodec.encode(
                        api.topics(),
                        new FanOutRound(
                                Instant.now(),
                                seen,
                                List.of(new FanOutRound.Span(
                                        published.topic(),
                                        published.partition(),
                                        published.offset(),
                                        published.offset() + 1)))))
                .block(SOON);
        return seen;
    }

    private JsonNode awaitExplained(String event) {
        return Objects.requireNonNull(await().atMost(SOON)
                .ignoreExceptionsMatching(_ -> true)
                .until(
                        () -> Json.of(
                                client.get().uri("/api/v1/events/" + event).exchange()),
                        shown -> shown.path("not_matched").isArray()));
    }

    private String explained(String event, String webhook) {
        JsonNode answer = Json.of(
                client.get()
                        .uri("/api/v1/events/" + event + "/webhooks/" + webhook)
                        .exchange(),
                200);
        return answer.required("matched") + " " + text(answer, "reason");
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.required(field);
        return value.isNull() ? "null" : value.stringValue();
    }
}
