package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Webhooks that the log disables: from the records of a dispatcher to the topic that the dispatcher reads. */
class DisablingIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @Test
    void goneEndpointDisablesAtOnceUntilItIsResumedAndOldRecordsDoNotDisableItAgain() throws Exception {
        String id = create("");
        LogRecord gone = failed(id, 410, Duration.ofSeconds(30));

        log(gone);

        JsonNode disabled = awaitStatus(id, "disabled");
        assertThat(disabled.required("disabled_reason").stringValue()).isEqualTo("gone");
        assertThat(disabled.required("disabled_at").isString()).isTrue();
        assertThat(disabled.required("enabled").booleanValue()).isTrue();
        assertThat(disabled.required("version").intValue()).isEqualTo(2);
        awaitTopic(id, WebhookState.DISABLED);
        assertThat(listed("disabled")).isEqualTo(1);
        JsonNode row = Json.of(
                        client.get()
                                .uri("/api/v1/audit-log?action=webhook.disabled&subject=" + id)
                                .exchange(),
                        200)
                .at("/items/0");
        assertThat(row.required("actor").toString())
                .isEqualTo("{\"kind\":\"postrider\",\"name\":\"postrider\",\"id\":null}");
        assertThat(row.at("/changes/disabled_reason").toString()).isEqualTo("{\"from\":null,\"to\":\"gone\"}");
        assertThat(row.at("/changes/version/to").intValue()).isEqualTo(2);

        JsonNode resumed = Json.of(RunningApi.post(client, path(id) + "/resume", ""), 200);
        assertThat(resumed.required("status").stringValue()).isEqualTo("active");
        assertThat(resumed.required("disabled_reason").isNull()).isTrue();
        assertThat(last(id).state()).isEqualTo(WebhookState.ACTIVE);

        log(gone, failed(id, 410, Duration.ofSeconds(20)));
        JsonNode after = awaitSuccess(id);
        assertThat(after.required("status").stringValue()).isEqualTo("active");
        assertThat(after.required("version").intValue()).isEqualTo(3);
    }

    @Test
    void goneInATestDisablesNothing() throws Exception {
        String id = create("");

        log(samples(id, Duration.ofSeconds(30))
                .attempted(1, 1, Duration.ZERO, Trigger.TEST, LogSamples.status(410, ""), new Next.GivenUp()));

        assertThat(awaitSuccess(id).required("version").intValue()).isEqualTo(1);
    }

    @Test
    void soManyFailuresInARowDisableAndASuccessStartsTheCountAnew() throws Exception {
        String id = create(",\"auto_disable\":{\"consecutive_failures\":3}");

        log(failed(id, 404, Duration.ofSeconds(50)), failed(id, 500, Duration.ofSeconds(49)));
        log(succeeded(id, Duration.ofSeconds(48)));
        log(failed(id, 500, Duration.ofSeconds(47)), failed(id, 500, Duration.ofSeconds(46)));
        LogRecord third = failed(id, 500, Duration.ofSeconds(45));
        LogSamples fannedOut = samples(id, Duration.ZERO);
        log(fannedOut.fannedOut());
        awaitWritten(fannedOut);
        assertThat(get(id).required("version").intValue())
                .as("two in a row, twice")
                .isEqualTo(1);

        log(third, third);

        assertThat(awaitStatus(id, "disabled").required("disabled_reason").stringValue())
                .isEqualTo("failing");
        awaitTopic(id, WebhookState.DISABLED);
        Json.of(RunningApi.post(client, path(id) + "/resume", ""), 200);
        log(third, failed(id, 500, Duration.ofSeconds(-1)), failed(id, 500, Duration.ofSeconds(-2)));
        assertThat(awaitSuccess(id).required("status").stringValue())
                .as("two since the resume")
                .isEqualTo("active");
    }

    @Test
    void endpointThatFailedForFiveDaysIsDisabledUnlessItsOwnerSaysOtherwise() throws Exception {
        String failing = create("");
        String recovered = create("");
        String silent = create("");
        String spared = create(",\"auto_disable\":{\"enabled\":false}");
        String patient = create(",\"auto_disable\":{\"after_seconds\":864000}");
        for (String id : List.of(failing, spared, patient)) {
            log(failed(id, 503, DAY.multipliedBy(5)), failed(id, 503, DAY.multipliedBy(3)), failed(id, 503, DAY));
        }
        log(failed(recovered, 503, DAY.multipliedBy(5)), succeeded(recovered, DAY.multipliedBy(4)));
        log(failed(recovered, 503, DAY.multipliedBy(3)), failed(recovered, 503, DAY));
        log(failed(silent, 503, DAY.multipliedBy(5)));

        for (String id : List.of(recovered, silent, spared, patient, failing)) {
            log(failed(id, 503, Duration.ZERO));
        }

        assertThat(awaitStatus(failing, "disabled").required("disabled_reason").stringValue())
                .isEqualTo("failing");
        for (String id : List.of(recovered, silent, spared, patient)) {
            assertThat(awaitSuccess(id).required("version").intValue()).isEqualTo(1);
        }
    }

    @Test
    void disabledWebhookStaysSoThroughOtherChangesAndPauses() throws Exception {
        String id = create("");
        log(failed(id, 410, Duration.ofSeconds(30)));
        awaitStatus(id, "disabled");

        Json.of(RunningApi.post(client, path(id) + "/pause", ""), 200);
        JsonNode changed = Json.of(
                client.patch()
                        .uri(path(id))
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"url\":\"https://example.com/elsewhere\"}")
                        .exchange(),
                200);

        assertThat(changed.required("status").stringValue()).isEqualTo("disabled");
        assertThat(changed.required("disabled_reason").stringValue()).isEqualTo("gone");
        assertThat(last(id).state()).isEqualTo(WebhookState.DISABLED);
        assertThat(Json.of(RunningApi.post(client, path(id) + "/resume", ""), 200)
                        .required("status")
                        .stringValue())
                .isEqualTo("active");
    }

    private String create(String more) {
        return Json.of(
                        RunningApi.post(
                                client,
                                "/api/v1/webhooks",
                                "{\"url\":\"https://example.com\",\"events\":[\"a\"]" + more + "}"),
                        201)
                .required("id")
                .stringValue();
    }

    /** A delivery of its own, fanned out so long ago. */
    private LogSamples samples(String webhook, Duration ago) {
        return LogSamples.of(organization, UUID.fromString(webhook), "evt-" + UUID.randomUUID())
                .at(Instant.now().minus(ago));
    }

    private LogRecord failed(String webhook, int status, Duration ago) {
        return samples(webhook, ago)
                .attempted(1, 1, Duration.ZERO, Trigger.EVENT, LogSamples.status(status, "no"), new Next.GivenUp());
    }

    private LogRecord succeeded(String webhook, Duration ago) {
        return samples(webhook, ago).delivered(1, 1, Duration.ZERO);
    }

    /** In this order: the records of a webhook stand on one partition. */
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

    /** The webhook once everything that was logged of it before is written, and a success after it. */
    private JsonNode awaitSuccess(String id) throws Exception {
        LogSamples last = samples(id, Duration.ZERO);
        log(last.delivered(1, 1, Duration.ZERO));
        awaitWritten(last);
        return get(id);
    }

    private void awaitWritten(LogSamples samples) {
        await().atMost(SOON)
                .untilAsserted(() -> client.get()
                        .uri("/api/v1/deliveries/" + samples.id())
                        .exchange()
                        .expectStatus()
                        .isOk());
    }

    private JsonNode awaitStatus(String id, String status) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(get(id).required("status").stringValue()).isEqualTo(status));
        return get(id);
    }

    private void awaitTopic(String id, WebhookState state) {
        await().atMost(SOON).untilAsserted(() -> assertThat(last(id).state()).isEqualTo(state));
    }

    private JsonNode get(String id) {
        return Json.of(client.get().uri(path(id)).exchange(), 200);
    }

    private static String path(String id) {
        return "/api/v1/webhooks/" + id;
    }

    private int listed(String status) {
        return Json.of(client.get().uri("/api/v1/webhooks?status=" + status).exchange(), 200)
                .required("items")
                .size();
    }

    private Webhook last(String id) {
        return api.published(id);
    }
}
