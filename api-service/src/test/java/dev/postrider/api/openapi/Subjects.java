package dev.postrider.api.openapi;

import static org.awaitility.Awaitility.await;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.openapi.ApiDocument.Operation;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.testkit.ScriptedReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** What routes are about, in one organization: each is made when the first route asks for it. A kind of route that is new must be told here what it is about. */
final class Subjects {
    /** The ids that examples of the document have. */
    static final String EXAMPLE_WEBHOOK = "d1c31f9e-eae1-419f-9b8f-d4640e231123";

    static final String EXAMPLE_DELIVERY = "01a2008d-7400-8531-ab58-a006c7bc6605";

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Where records would have stood that were rejected, each at a place of its own. */
    private static final AtomicLong SOURCE = new AtomicLong(1_000_000);

    private static final ScriptedReceiver RECEIVER = ScriptedReceiver.start();

    private final RunningApi api;
    private final String organization;
    private final WebTestClient client;
    private final PastDeliveries past;
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, Supplier<String>> makers = Map.ofEntries(
            Map.entry("webhooks", this::newWebhook),
            Map.entry("webhooks/challenge", this::challengedWebhook),
            Map.entry("jwks", this::newWebhook),
            Map.entry("events", this::newEvent),
            Map.entry("events/cancel", this::scheduledEvent),
            Map.entry("deliveries", this::deadDelivery),
            Map.entry("deliveries/cancel", this::waitingDelivery),
            Map.entry("dead-letters", this::deadDelivery),
            Map.entry("redrives", this::redrive),
            Map.entry("replays", this::replay),
            Map.entry("cancellations", () -> job("deliveries/cancel", "{\"event_type\":\"" + newType() + "\"}")),
            Map.entry("event-types", this::eventType),
            Map.entry("rejected-events", this::rejectedEvent),
            Map.entry("api-keys", this::apiKey),
            Map.entry("organizations", this::organization));

    Subjects(RunningApi api) {
        this.api = api;
        this.organization = api.newOrganization();
        this.client = api.adminOf(organization);
        this.past = new PastDeliveries(api, organization);
    }

    String organization() {
        return organization;
    }

    /** The path of an operation about something of this organization. */
    String path(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : operation.parametersIn("path").toList()) {
            String name = parameter.required("name").stringValue();
            JsonNode example = parameter.at("/schema/examples/0");
            path = path.replace("{" + name + "}", example.isString() ? example.stringValue() : id(operation, name));
        }
        return path;
    }

    /** A request of the document, about things of this organization. */
    String body(JsonNode example) {
        String text = example.toString();
        return text.contains(EXAMPLE_WEBHOOK) || text.contains(EXAMPLE_DELIVERY)
                ? text.replace(EXAMPLE_WEBHOOK, webhook()).replace(EXAMPLE_DELIVERY, make("deliveries"))
                : text;
    }

    String webhook() {
        return make("webhooks");
    }

    String event() {
        return make("events");
    }

    /** The ids of all that was made so far. */
    List<String> ids() {
        return List.copyOf(made.values());
    }

    private String id(Operation operation, String parameter) {
        List<String> segments = List.of(operation.path().split("/"));
        int at = segments.indexOf("{" + parameter + "}");
        // Public keys stand in files that end in .json.
        String kind = segments.get((at < 0 ? segments.size() - 1 : at) - 1);
        String special = at >= 0 && at + 1 < segments.size() ? kind + "/" + segments.get(at + 1) : kind;
        return make(makers.containsKey(special) ? special : kind);
    }

    private String make(String kind) {
        Supplier<String> maker = makers.get(kind);
        if (maker == null) {
            throw new AssertionError("nobody knows what routes of " + kind + " are about; tell Subjects");
        }
        String known = made.get(kind);
        if (known != null) {
            return known;
        }
        String id = maker.get();
        made.put(kind, id);
        return id;
    }

    private String newWebhook() {
        return id(RunningApi.post(
                client,
                "/api/v1/webhooks",
                "{\"url\":\"" + RECEIVER.url("/hook") + "\",\"events\":[\"order.*\"],\"headers\":{\"X-T\":\"v\"}}"));
    }

    private String challengedWebhook() {
        Json.of(
                api.admin()
                        .patch()
                        .uri("/api/v1/organizations/" + organization)
                        .header("Content-Type", "application/json")
                        .bodyValue("{\"challenge_webhooks\":true}")
                        .exchange(),
                200);
        return newWebhook();
    }

    private String newEvent() {
        String id = id(RunningApi.post(client, "/api/v1/events", "{\"event\":\"order.created\",\"data\":{}}"));
        awaitLogged(id);
        return id;
    }

    private String scheduledEvent() {
        String id = id(RunningApi.post(
                client,
                "/api/v1/events",
                "{\"event\":\"order.due\",\"data\":{},\"deliver_at\":\""
                        + Instant.now().plus(Duration.ofHours(1)) + "\"}"));
        awaitLogged(id);
        return id;
    }

    private void awaitLogged(String event) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.get()
                        .uri("/api/v1/events/" + event)
                        .exchange()
                        .returnResult(Void.class)
                        .getStatus()
                        .is2xxSuccessful());
    }

    private String deadDelivery() {
        return past.dead(WebhookId.parse(webhook()), newType(), 500, 1)
                .getFirst()
                .id()
                .toString();
    }

    private static String newType() {
        return "order." + UUID.randomUUID();
    }

    private String waitingDelivery() {
        return past.waiting(WebhookId.parse(webhook()), newType(), 1)
                .getFirst()
                .id()
                .toString();
    }

    /** So slow that it still runs when it is looked at. */
    private String replay() {
        for (int i = 0; i < 3; i++) {
            newEvent();
        }
        return job("replays", "{\"webhook_id\":\"" + webhook() + "\",\"confirm\":true,\"rate_per_second\":1}");
    }

    /** So slow that it still runs when it is looked at, and of dead letters that nothing else is about. */
    private String redrive() {
        String type = newType();
        past.dead(WebhookId.parse(webhook()), type, 503, 3);
        return job("redrives", "{\"event_type\":\"" + type + "\",\"rate_per_second\":1}");
    }

    private String job(String path, String body) {
        return Json.of(RunningApi.post(client, "/api/v1/" + path, body), 202)
                .required("id")
                .stringValue();
    }

    private String eventType() {
        return Json.of(RunningApi.post(client, "/api/v1/event-types", "{\"event\":\"" + newType() + "\"}"), 201)
                .required("event")
                .stringValue();
    }

    private String rejectedEvent() {
        byte[] event = ("{\"event\":\"order.paid\",\"organization_id\":\"" + organization + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(api.topics().events(), 0, SOURCE.incrementAndGet(), null, event);
        var _ = Objects.requireNonNull(api.bean(RecordProducer.class)
                .send(RejectedCodec.encode(
                        api.topics(), record, RejectionReason.INVALID_EVENT, "data is missing", Instant.now()))
                .block(SOON));
        String path = "/api/v1/rejected-events";
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !past.list(path).isEmpty());
        return past.list(path).getFirst().required("id").stringValue();
    }

    private String apiKey() {
        return id(RunningApi.post(
                client, "/api/v1/api-keys", "{\"name\":\"" + UUID.randomUUID() + "\",\"role\":\"viewer\"}"));
    }

    private static String id(WebTestClient.ResponseSpec answer) {
        return Json.of(answer.expectStatus().is2xxSuccessful()).required("id").stringValue();
    }
}
