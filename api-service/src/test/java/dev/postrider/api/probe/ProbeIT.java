package dev.postrider.api.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Disabled webhooks are probed until their endpoints take a request again. */
class ProbeIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void probeThatSucceedsEndsADisablingAndOneThatFailsMovesNothing() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                RunningApi api = RunningApi.start(
                        TestDatabase.fresh(),
                        TestBroker.uniquePrefix(ProbeIT.class),
                        Map.of("postrider.probe.interval", "1s"))) {
            List.of("/well", "/gone", "/paused", "/unasked")
                    .forEach(path -> receiver.on(path).reply(500, 500).then(200));
            WebTestClient client = api.admin();
            String well = create(client, receiver.url("/well"), true);
            String gone = create(client, receiver.url("/gone"), true);
            String paused = create(client, receiver.url("/paused"), true);
            String unasked = create(client, receiver.url("/unasked"), false);
            Json.of(
                    RunningApi.post(
                            client,
                            "/api/v1/webhooks",
                            "{\"url\":\"https://example.com\",\"events\":[\"postrider.*\"]}"),
                    201);
            Json.of(RunningApi.post(client, "/api/v1/webhooks/" + paused + "/pause", ""), 200);

            fail(api, gone, 410);
            List.of(paused, unasked, well).forEach(id -> {
                fail(api, id, 500);
                fail(api, id, 500);
            });

            await().atMost(SOON).until(() -> receiver.count("/well") == 3);
            await().atMost(SOON).until(() -> status(client, well).equals("active"));
            List<ReceivedRequest> probes = receiver.requests("/well");
            assertThat(probes)
                    .allSatisfy(
                            probe -> assertThat(probe.header("X-Webhook-Event")).contains("test.ping"))
                    .allSatisfy(probe ->
                            assertThat(probe.header("X-Webhook-Signature")).isPresent());
            assertThat(Duration.between(
                            probes.getFirst().arrivedAt(), probes.getLast().arrivedAt()))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(1_900));
            assertThat(api.published(well).state()).isEqualTo(WebhookState.ACTIVE);
            await().atMost(SOON).until(() -> logged(client, well).size() == 5);
            assertThat(logged(client, well).stream()
                            .filter(row -> text(row, "trigger").equals("probe")))
                    .extracting(row ->
                            text(row, "status") + " " + row.required("reason").asString(""))
                    .containsExactly("delivered ", "dead probe_failed", "dead probe_failed");
            await("postrider.webhook.enabled")
                    .atMost(SOON)
                    .until(() -> TopicReader.read(api.topics().events(), well).stream()
                            .anyMatch(record -> new String(record.value(), StandardCharsets.UTF_8)
                                    .contains("postrider.webhook.enabled")));
            JsonNode webhook = webhook(client, well);
            assertThat(webhook.required("success_count").intValue()).isZero();
            assertThat(webhook.required("disabled_reason").isNull()).isTrue();
            assertThat(List.of("/gone", "/paused", "/unasked"))
                    .allSatisfy(path -> assertThat(receiver.count(path)).isZero());
            assertThat(List.of(gone, paused, unasked))
                    .allSatisfy(id -> assertThat(status(client, id)).isEqualTo("disabled"));
        }
    }

    private static String create(WebTestClient client, String url, boolean probe) {
        return Json.of(
                        RunningApi.post(
                                client,
                                "/api/v1/webhooks",
                                ("{\"url\":\"%s\",\"events\":[\"a\"],\"auto_disable\":{\"consecutive_failures\":2,"
                                                + "\"probe\":%s}}")
                                        .formatted(url, probe)),
                        201)
                .required("id")
                .stringValue();
    }

    /** Tells the log of an attempt as a dispatcher would. */
    private static void fail(RunningApi api, String webhook, int status) {
        Instant now = Instant.now();
        OrganizationId organization = new OrganizationId("default");
        EventId event = new EventId("evt-" + UUID.randomUUID());
        WebhookId id = WebhookId.parse(webhook);
        LogRecord failed = new LogRecord.Attempted(
                new LogRecord.Subject(
                        DeliveryId.of(now, organization, event, id),
                        id,
                        organization,
                        event,
                        new EventType("a"),
                        now,
                        now,
                        1,
                        1),
                now,
                Trigger.EVENT,
                new AttemptOutcome.Responded(status, Map.of(), "", Duration.ofMillis(5)),
                Map.of(),
                null,
                null,
                new LogRecord.Next.GivenUp());
        api.bean(RecordProducer.class)
                .send(LogCodec.encode(api.topics(), failed))
                .block(SOON);
    }

    private static JsonNode webhook(WebTestClient client, String id) {
        return Json.of(client.get().uri("/api/v1/webhooks/" + id).exchange(), 200);
    }

    private static String status(WebTestClient client, String id) {
        return text(webhook(client, id), "status");
    }

    /** The newest first. */
    private static List<JsonNode> logged(WebTestClient client, String id) {
        return Json.of(
                        client.get()
                                .uri("/api/v1/webhooks/" + id + "/deliveries")
                                .exchange(),
                        200)
                .required("items")
                .valueStream()
                .toList();
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).stringValue();
    }
}
