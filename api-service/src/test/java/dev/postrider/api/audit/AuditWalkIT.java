package dev.postrider.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.RejectedCodec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Walks every route that changes something: each writes the audit log, but for those that a reason is given for. */
class AuditWalkIT {
    private static final String V1 = "/api/v1";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Routes that write none, and why. */
    private static final Map<String, String> EXEMPT = Map.of(
            "POST /api/v1/events", "events are in the log of events",
            "POST /api/v1/events/batch", "events are in the log of events",
            "POST /api/v1/webhooks/{id}/test", "a test changes nothing and is in the delivery log",
            "POST /api/v1/webhooks/test", "a test changes nothing",
            "POST /api/v1/webhooks/match", "a dry run changes nothing",
            "POST /api/v1/webhooks/{id}/challenge", "it asks; what it proves is written as webhook.proven");

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final PastDeliveries past = new PastDeliveries(api, organization);
    private final Map<String, String> written = new TreeMap<>();

    @Test
    void everyChangingRouteWritesARowOfItsAction() {
        organizations();
        keys();
        WebhookId webhook = webhooks();
        deliveries(webhook);
        scheduledEvents();
        eventTypes();
        rejectedEvents();

        Set<String> walked = new TreeSet<>(written.keySet());
        walked.addAll(EXEMPT.keySet());
        assertThat(walked).as("each route has a call here, or a reason why not").containsAll(changingRoutes());
        assertThat(new HashSet<>(EXEMPT.keySet())).doesNotContainAnyElementsOf(written.keySet());
    }

    private Set<String> changingRoutes() {
        return api.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(AuditWalkIT::routes)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> routes(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .filter(method -> method != RequestMethod.GET)
                .flatMap(method -> info.getPatternsCondition().getPatterns().stream()
                        .map(pattern -> method + " " + pattern.getPatternString()));
    }

    private void organizations() {
        String id = organization + "-2";
        expect("POST", "/organizations", "organization.created", id, "{\"id\":\"" + id + "\",\"name\":\"Two\"}", 201);
        JsonNode updated = expect(
                "PATCH",
                "/organizations/{id}",
                "organization.updated",
                id,
                "{\"name\":\"Zwei\",\"limits\":{\"webhooks\":3}}",
                200);
        assertThat(updated.at("/changes/name").toString()).isEqualTo("{\"from\":\"Two\",\"to\":\"Zwei\"}");
        assertThat(updated.at("/changes/limits/to/webhooks").intValue()).isEqualTo(3);
        assertThat(updated.required("changes").propertyNames()).containsExactly("limits", "name");
        expect("POST", "/organizations/{id}/pause", "organization.paused", id, "", 200);
        expect("POST", "/organizations/{id}/resume", "organization.resumed", id, "", 200);
        try {
            expect("POST", "/pause", "everything.paused", "*", "", 200);
        } finally {
            expect("POST", "/resume", "everything.resumed", "*", "", 200);
        }
        try {
            expect("PUT", "/shadow", "everything.shadowed", "*", "", 200);
        } finally {
            expect("DELETE", "/shadow", "everything.sent_again", "*", "", 200);
        }
    }

    private void keys() {
        JsonNode created = call("POST", "/api-keys", "{\"name\":\"ci\",\"role\":\"viewer\"}", 201);
        String id = created.required("id").stringValue();
        JsonNode row = written("POST /api/v1/api-keys", "api_key.created", id);
        assertThat(row.required("changes").toString())
                .contains("\"viewer\"")
                .doesNotContain(created.required("key").stringValue());
        expect("DELETE", "/api-keys/{id}", "api_key.revoked", id, "", 204);
    }

    private WebhookId webhooks() {
        JsonNode created = call(
                "POST",
                "/webhooks",
                "{\"url\":\"https://example.com\",\"events\":[\"order.*\"],\"secret\":\"very-secret-1\","
                        + "\"headers\":{\"X-Key\":\"hidden-value\"}}",
                201);
        String id = created.required("id").stringValue();
        JsonNode row = written("POST /api/v1/webhooks", "webhook.created", id);
        assertThat(row.at("/changes/secret/to").stringValue()).isEqualTo("***");
        assertThat(row.toString()).doesNotContain("very-secret-1").doesNotContain("hidden-value");
        row = expect(
                "PATCH",
                "/webhooks/{id}",
                "webhook.updated",
                id,
                "{\"name\":\"n\",\"secret\":\"very-secret-2\",\"headers\":{\"X-Key\":\"other-value\"}}",
                200);
        assertThat(row.at("/changes/name").toString()).isEqualTo("{\"from\":null,\"to\":\"n\"}");
        assertThat(row.at("/changes/secret").toString()).isEqualTo("{\"from\":\"***\",\"to\":\"***\"}");
        assertThat(row.at("/changes/headers").toString()).isEqualTo("{\"from\":\"***\",\"to\":\"***\"}");
        assertThat(row.toString()).doesNotContain("very-secret-2").doesNotContain("other-value");
        expect("PUT", "/webhooks/{id}", "webhook.updated", id, "{\"name\":\"m\"}", 200);
        expect("POST", "/webhooks/{id}/pause", "webhook.paused", id, "", 200);
        expect("POST", "/webhooks/{id}/resume", "webhook.resumed", id, "", 200);
        expect("POST", "/webhooks/{id}/rotate-secret", "webhook.secret_rotated", id, "{}", 200);
        expect("POST", "/webhooks/{id}/rotate-signing-key", "webhook.signing_key_rotated", id, "{}", 200);
        JsonNode imported = call(
                "POST",
                "/webhooks/import",
                "{\"webhooks\":[{\"url\":\"https://example.com\",\"events\":[\"a\"]}]}",
                200);
        written(
                "POST /api/v1/webhooks/import",
                "webhook.created",
                imported.at("/results/0/id").stringValue());
        String other = past.webhook("other.*").toString();
        expect("DELETE", "/webhooks/{id}", "webhook.deleted", other, "", 204);
        return WebhookId.parse(id);
    }

    private void deliveries(WebhookId webhook) {
        String waiting = past.waiting(webhook, "order.sent", 1).getFirst().id().toString();
        expect("POST", "/deliveries/{id}/cancel", "delivery.cancelled", waiting, "", 202);
        String dead = past.dead(webhook, "order.paid", 503, 1).getFirst().id().toString();
        expect("POST", "/deliveries/{id}/retry", "delivery.retried", dead, "", 202);
        String none = "{\"webhook_id\":\"" + webhook + "\",\"event_id\":\"none\",\"rate_per_second\":1}";
        String redrive = begun("/redrives", "redrive.started", none);
        end("/redrives/{id}/cancel", "redrive.cancelled", redrive);
        String replay = begun("/replays", "replay.started", none);
        end("/replays/{id}/cancel", "replay.cancelled", replay);
        String ofWebhook = call("POST", "/webhooks/" + webhook + "/replay", "{\"event_id\":\"none\"}", 202)
                .required("id")
                .stringValue();
        written("POST /api/v1/webhooks/{id}/replay", "replay.started", ofWebhook);
        begun("/deliveries/cancel", "cancellation.started", "{\"event_id\":\"none\"}");
    }

    private String begun(String path, String action, String body) {
        String id = call("POST", path, body, 202).required("id").stringValue();
        written("POST " + V1 + path, action, id);
        return id;
    }

    /** A job without work may have ended by itself, so its row says that it runs. */
    private void end(String path, String action, String id) {
        await().atMost(SOON).until(() -> runAgain(id));
        expect("POST", path, action, id, "", 200);
    }

    private boolean runAgain(String id) throws SQLException {
        try (Connection connection = api.database().connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE jobs SET state = 'running', finished_at = NULL, lease_owner = id,"
                            + " lease_until = now() + interval '1 minute' WHERE id = '" + id
                            + "' AND state = 'completed'")
                    == 1;
        }
    }

    private void scheduledEvents() {
        call(
                "POST",
                "/events",
                "{\"id\":\"later\",\"event\":\"a\",\"data\":{},\"deliver_at\":\""
                        + Instant.now().plus(Duration.ofDays(1)) + "\"}",
                202);
        await().atMost(SOON)
                .untilAsserted(() -> client.get()
                        .uri(V1 + "/events/later")
                        .exchange()
                        .expectStatus()
                        .isOk());
        expect("POST", "/events/{id}/cancel", "event.cancelled", "later", "", 200);
    }

    private void eventTypes() {
        String type = "walk." + organization;
        call("POST", "/event-types", "{\"event\":\"" + type + "\",\"schema\":{\"type\":\"string\"}}", 201);
        JsonNode created = written("POST " + V1 + "/event-types", "event_type.created", type);
        assertThat(created.at("/changes/schema/to/type").stringValue()).isEqualTo("string");
        call("PUT", "/event-types/" + type, "{\"deprecated\":true}", 200);
        JsonNode updated = written("PUT " + V1 + "/event-types/{type}", "event_type.updated", type);
        assertThat(updated.required("changes").propertyNames()).contains("deprecated", "schema");
        call("DELETE", "/event-types/" + type, "", 204);
        written("DELETE " + V1 + "/event-types/{type}", "event_type.deleted", type);
    }

    private void rejectedEvents() {
        String dismissed = rejected();
        expect("DELETE", "/rejected-events/{id}", "rejected_event.dismissed", dismissed, "", 204);
        expect("POST", "/rejected-events/{id}/resubmit", "rejected_event.resubmitted", dismissed, "", 202);
    }

    /** The id of a rejected event, once the log shows it. */
    private String rejected() {
        byte[] value = ("{\"event\":\"a\",\"data\":1,\"organization_id\":\"" + organization + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        var original = new ConsumerRecord<byte[], byte[]>(
                api.topics().events(), 0, organization.hashCode() & 0xffff, null, value);
        api.bean(RecordProducer.class)
                .send(RejectedCodec.encode(
                        api.topics(), original, RejectionReason.SCHEMA, "data: is wrong", Instant.now()))
                .block(SOON);
        await().atMost(SOON)
                .until(() -> call("GET", "/rejected-events", "", 200)
                                .required("items")
                                .size()
                        == 1);
        return call("GET", "/rejected-events", "", 200).at("/items/0/id").stringValue();
    }

    /** Calls the route, and gives the row that it wrote. */
    private JsonNode expect(String method, String path, String action, String subject, String body, int status) {
        call(method, path.replace("{id}", subject), body, status);
        return written(method + " " + V1 + path, action, subject);
    }

    private JsonNode written(String route, String action, String subject) {
        JsonNode rows = Json.of(
                api.admin()
                        .get()
                        .uri(V1 + "/audit-log?limit=1&action=" + action + "&subject={subject}", subject)
                        .exchange(),
                200);
        assertThat(rows.required("items").size()).as(route).isEqualTo(1);
        JsonNode row = rows.at("/items/0");
        assertThat(row.at("/actor/kind").stringValue()).isEqualTo("platform_admin");
        assertThat(row.required("request_id").stringValue()).isNotBlank();
        written.put(route, action);
        return row;
    }

    private JsonNode call(String method, String path, String body, int status) {
        WebTestClient.RequestBodySpec request =
                client.method(HttpMethod.valueOf(method)).uri(V1 + path).contentType(MediaType.APPLICATION_JSON);
        WebTestClient.ResponseSpec answer = (body.isEmpty() ? request : request.bodyValue(body)).exchange();
        if (status == 204) {
            answer.expectStatus().isNoContent();
            return MissingNode.getInstance();
        }
        return Json.of(answer, status);
    }
}
