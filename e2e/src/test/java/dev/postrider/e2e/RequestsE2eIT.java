package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.json.Json;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What users ask for beyond publishing: a time, another try, an end, and to be told of what happens. */
class RequestsE2eIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Of a scheduled event: as promised where the machine is not overloaded. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static Program program;
    private static Api api;
    private static ScriptedReceiver receiver;

    @BeforeAll
    static void start() {
        program = Program.start(Workdir.fresh("requests"));
        api = Api.of(program);
        receiver = ScriptedReceiver.start();
    }

    @AfterAll
    static void stop() {
        Stream.of(api, receiver, program).forEach(RequestsE2eIT::close);
    }

    @Test
    void scheduledEventArrivesAtItsTimeAndACancelledOneNever() {
        receiver.on("/scheduled").reply(200);
        Subscription webhook = api.subscribe(receiver.url("/scheduled"), "", "reminder");
        Instant due = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.MILLIS);
        schedule("kept", due);
        schedule("cancelled", due);
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(() -> api.get("/api/v1/events/cancelled").has("deliver_at"));

        JsonNode cancelled = api.post("/api/v1/events/cancelled/cancel", "");
        schedule("last", due.plusMillis(500));

        assertThat(cancelled.required("status").stringValue()).isEqualTo("cancelled");
        List<ReceivedRequest> requests = receiver.awaitRequests("/scheduled", 2, SOON);
        assertThat(requests)
                .extracting(request -> request.text().contains("\"id\":\"kept\"") ? "kept" : "last")
                .containsExactly("kept", "last");
        assertThat(requests.getFirst().arrivedAt()).isBetween(due, due.plus(LATE));
        assertThat(requests.getLast().arrivedAt())
                .isBetween(due.plusMillis(500), due.plusMillis(500).plus(LATE));
        await().atMost(SOON).until(() -> api.deliveries(webhook, "delivered").size() == 2);
        assertThat(receiver.count("/scheduled")).isEqualTo(2);
        JsonNode shown = api.get("/api/v1/events/cancelled");
        assertThat(shown.required("cancelled_at")).isEqualTo(cancelled.required("cancelled_at"));
        assertThat(shown.required("deliveries").size()).isZero();
    }

    @Test
    void exhaustedDeliveryIsToldAndRecoversByAManualRetry() {
        receiver.on("/told").reply(200);
        receiver.on("/everything").reply(200);
        receiver.on("/broken").reply(500, 500).then(200);
        Api tenant = tenant("told");
        tenant.subscribe(receiver.url("/told"), "", "postrider.*");
        Subscription everything = tenant.subscribe(receiver.url("/everything"), "", "*");
        Subscription webhook =
                tenant.subscribe(receiver.url("/broken"), "\"retry\":{\"delays_seconds\":[1]},", "order.paid");
        tenant.post("/api/v1/events", "{\"event\":\"order.paid\",\"id\":\"order-1\",\"data\":{\"a\":1.0}}");

        await().atMost(SOON).until(() -> !told("postrider.delivery.exhausted").isEmpty());
        JsonNode exhausted = told("postrider.delivery.exhausted").getFirst();
        String delivery = exhausted.required("delivery_id").stringValue();
        JsonNode retried = tenant.post("/api/v1/deliveries/" + delivery + "/retry", "");
        await().atMost(SOON).until(() -> !told("postrider.delivery.recovered").isEmpty());

        assertThat(exhausted.required("reason").stringValue()).isEqualTo("exhausted");
        assertThat(exhausted.required("webhook_id").stringValue()).isEqualTo(webhook.id());
        assertThat(retried.required("try").intValue()).isEqualTo(2);
        List<ReceivedRequest> requests = receiver.requests("/broken");
        assertThat(requests).hasSize(3);
        assertThat(requests)
                .extracting(ReceivedRequest::text)
                .containsOnly(requests.getFirst().text());
        assertThat(requests).allSatisfy(request -> Verification.assertSigned(request, webhook));
        JsonNode shown = tenant.delivery(delivery);
        assertThat(shown.required("status").stringValue()).isEqualTo("delivered");
        assertThat(shown.required("attempts").valueStream())
                .extracting(attempt -> attempt.required("try").asString() + "/"
                        + attempt.required("number").asString() + " "
                        + attempt.required("trigger").stringValue())
                .containsExactly("1/1 event", "1/2 retry", "2/1 manual");
        assertThat(told("postrider.delivery.recovered")).singleElement().satisfies(event -> {
            assertThat(event.required("delivery_id").stringValue()).isEqualTo(delivery);
            assertThat(event.required("trigger").stringValue()).isEqualTo("manual");
        });
        assertThat(told("postrider.webhook.created")).hasSizeGreaterThanOrEqualTo(2);
        await().atMost(SOON)
                .until(() -> !tenant.deliveries(everything, "delivered").isEmpty());
        assertThat(receiver.requests("/everything"))
                .extracting(request -> request.header("X-Webhook-Event").orElseThrow())
                .containsExactly("order.paid");
    }

    @Test
    void cancelledDeliveryIsNotSentAgain() {
        receiver.on("/cancelled").reply(500);
        Subscription webhook =
                api.subscribe(receiver.url("/cancelled"), "\"retry\":{\"delays_seconds\":[3]},", "cancelled.order");
        api.post("/api/v1/events", "{\"event\":\"cancelled.order\",\"data\":1}");
        await().atMost(SOON).until(() -> !api.deliveries(webhook, "retrying").isEmpty());
        JsonNode retrying = api.deliveries(webhook, "retrying").getFirst();
        Instant next = Instant.parse(retrying.required("next_attempt_at").stringValue());

        api.post("/api/v1/deliveries/" + retrying.required("id").stringValue() + "/cancel", "");

        await().atMost(SOON).until(() -> !api.deliveries(webhook, "cancelled").isEmpty());
        await().atMost(SOON).until(() -> Instant.now().isAfter(next.plusSeconds(2)));
        assertThat(receiver.count("/cancelled")).isEqualTo(1);
        assertThat(api.deliveries(webhook, "cancelled")
                        .getFirst()
                        .required("reason")
                        .stringValue())
                .isEqualTo("requested");
    }

    private static void schedule(String id, Instant due) {
        api.post(
                "/api/v1/events",
                "{\"event\":\"reminder\",\"id\":\"%s\",\"data\":1,\"deliver_at\":\"%s\"}".formatted(id, due));
    }

    /** An organization of its own, so that what is told is of one test. */
    private static Api tenant(String id) {
        api.post("/api/v1/organizations", "{\"id\":\"%1$s\",\"name\":\"%1$s\"}".formatted(id));
        return api.actingFor(id);
    }

    /** The data of the operational events of a type that have arrived. */
    private static List<JsonNode> told(String type) {
        return receiver.requests("/told").stream()
                .filter(request ->
                        request.header("X-Webhook-Event").orElseThrow().equals(type))
                .map(request -> Json.tree(request.body()).required("data"))
                .toList();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
