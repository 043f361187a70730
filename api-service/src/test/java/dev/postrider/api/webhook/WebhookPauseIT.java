package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.testkit.TopicReader;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Pausing and resuming one webhook. */
class WebhookPauseIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());
    private final String id = Json.of(
                    RunningApi.post(client, WEBHOOKS, "{\"url\":\"https://example.com\",\"events\":[\"a\"]}"), 201)
            .required("id")
            .stringValue();

    @Test
    void pausedWebhookStandsPausedOnTheTopicUntilItIsResumed() {
        JsonNode paused = turn("pause", 200);

        assertThat(paused.required("status").stringValue()).isEqualTo("paused");
        assertThat(paused.required("enabled").booleanValue()).isTrue();
        assertThat(paused.required("version").intValue()).isEqualTo(2);
        assertThat(last().state()).isEqualTo(WebhookState.PAUSED);
        assertThat(last().cancelBefore()).as("nothing is cancelled").isNull();
        assertThat(listed("paused")).isEqualTo(1);
        assertThat(listed("active")).isZero();

        JsonNode resumed = turn("resume", 200);

        assertThat(resumed.required("status").stringValue()).isEqualTo("active");
        assertThat(last().state()).isEqualTo(WebhookState.ACTIVE);
        assertThat(last().version()).isEqualTo(3);
        assertThat(listed("paused")).isZero();
    }

    @Test
    void repeatingACallChangesNothing() {
        turn("pause", 200);
        assertThat(turn("pause", 200).required("version").intValue()).isEqualTo(2);
        turn("resume", 200);
        assertThat(turn("resume", 200).required("version").intValue()).isEqualTo(3);
        assertThat(TopicReader.read(api.topics().webhooks(), id)).hasSize(3);
    }

    @Test
    void otherChangesKeepThePauseAndSwitchedOffBeatsIt() {
        turn("pause", 200);

        assertThat(patch("{\"name\":\"n\",\"rate_limit_per_second\":5}")
                        .required("status")
                        .stringValue())
                .isEqualTo("paused");
        assertThat(last().state()).isEqualTo(WebhookState.PAUSED);
        assertThat(last().pacing().ratePerSecond()).isEqualTo(5);

        assertThat(patch("{\"enabled\":false}").required("status").stringValue())
                .isEqualTo("disabled");
        assertThat(last().state()).isEqualTo(WebhookState.OFF);
        assertThat(listed("paused")).isZero();

        assertThat(patch("{\"enabled\":true}").required("status").stringValue()).isEqualTo("paused");
        assertThat(last().state()).isEqualTo(WebhookState.PAUSED);
    }

    @Test
    void webhookThatIsDeletedOrNeverWasIsNotFound() {
        client.delete().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNoContent();

        turn("pause", 404);
        turn("resume", 404);
        Json.of(RunningApi.post(client, WEBHOOKS + "/" + UUID.randomUUID() + "/pause", ""), 404);
        Json.of(RunningApi.post(client, WEBHOOKS + "/nonsense/pause", ""), 404);
        assertThat(last().state()).isEqualTo(WebhookState.DELETED);
    }

    @Test
    void fieldsAreRefusedByName() {
        JsonNode problem = Json.of(
                RunningApi.post(client, WEBHOOKS + "/" + id + "/pause", "{\"until\":\"2030-01-01T00:00:00Z\"}"), 400);

        assertThat(Json.fields(problem)).containsExactly("until");
        assertThat(last().version()).isEqualTo(1);
    }

    @Test
    void pauseThatCannotBePublishedInTimeIsNotAcknowledgedAndComesTrueLater() throws Exception {
        try (Connection other = api.database().connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE webhook_secrets IN ACCESS EXCLUSIVE MODE");
            // Publishing reads the secrets, so it waits as it would for Kafka.
            assertThat(turn("pause", 503).required("detail").stringValue()).contains("paused", "Repeat");
            other.rollback();
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(last().state()).isEqualTo(WebhookState.PAUSED));
        assertThat(turn("pause", 200).required("version").intValue()).isEqualTo(2);
    }

    private JsonNode turn(String how, int status) {
        return Json.of(RunningApi.post(client, WEBHOOKS + "/" + id + "/" + how, ""), status);
    }

    private JsonNode patch(String json) {
        return Json.of(
                client.patch()
                        .uri(WEBHOOKS + "/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(json)
                        .exchange(),
                200);
    }

    private int listed(String status) {
        return Json.of(client.get().uri(WEBHOOKS + "?status=" + status).exchange(), 200)
                .required("items")
                .size();
    }

    private Webhook last() {
        return api.published(id);
    }
}
