package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The main job from subscription to log, over every way in and with every kind of endpoint. */
class PipelineE2eIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TIMESTAMP = "2026-01-31T12:00:00.5+02:00";
    private static final String FAST_RETRIES = "\"retry\":{\"delays_seconds\":[1,1]},";

    /** Text that any parse and print would change. */
    private static final List<String> DATA = List.of(
            "{ \"z\" : 1.0,\n\t\"a\":1e2 , \"n\":12345678901234567890,\"m\":-0.0, \"b\":{ \"y\":1,\"x\":[ 1 ,2 ] } }",
            "{\"e\":\"\\u00e9\\/\\\"\\\\\\uD83D\\uDE00\\n é 😀 \\u0000\",\"\":null}",
            "[true , false,\r\n  null]",
            "12345678901234567890",
            "\"text\"",
            "null",
            large());

    private static Program program;
    private static Api api;
    private static Kafka kafka;
    private static ScriptedReceiver receiver;

    @BeforeAll
    static void start() {
        program = Program.start(Workdir.fresh("pipeline"));
        api = Api.of(program);
        kafka = new Kafka(program);
        receiver = ScriptedReceiver.start();
    }

    @AfterAll
    static void stop() {
        Stream.of(kafka, api, receiver, program).forEach(PipelineE2eIT::close);
    }

    @Test
    void healthAnswersWhereThePrintedLineSays() {
        assertThat(api.get(program.healthUrl()).required("status").stringValue())
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @FieldSource("DATA")
    void dataArrivesByteForByteOverEveryWayIn(String data) {
        String name = "bytes" + DATA.indexOf(data);
        Subscription webhook = subscribe(name, "");
        receiver.on("/" + name).reply(200);

        api.post("/api/v1/events", nativeEvent("rest-" + name, name, data));
        kafka.publish(nativeEvent("native-" + name, name, data));
        kafka.publish(
                "{\"specversion\":\"1.0\",\"source\":\"/e2e\",\"type\":\"%s\",\"id\":\"structured-%s\",\"time\":\"%s\",\"data\":%s}"
                        .formatted(name, name, TIMESTAMP, data),
                "content-type",
                "application/cloudevents+json; charset=UTF-8");
        kafka.publish(
                data,
                "ce_specversion",
                "1.0",
                "ce_source",
                "/e2e",
                "ce_type",
                name,
                "ce_id",
                "binary-" + name,
                "ce_time",
                TIMESTAMP,
                "content-type",
                "application/json");

        List<ReceivedRequest> requests = receiver.awaitRequests("/" + name, 4, SOON);
        assertThat(requests)
                .extracting(ReceivedRequest::text)
                .containsExactlyInAnyOrder(
                        body("rest-" + name, name, data, webhook),
                        body("native-" + name, name, data, webhook),
                        body("structured-" + name, name, data, webhook),
                        body("binary-" + name, name, data, webhook));
        assertThat(requests).allSatisfy(request -> Verification.assertSigned(request, webhook));
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.header("X-Webhook-Event")).contains(name);
            assertThat(request.header("X-Webhook-Attempt")).contains("1");
        });
    }

    @Test
    void patternsDecideWhoGetsAnEvent() {
        subscribe("exact", "", "order.paid");
        subscribe("prefix", "", "order.*");
        subscribe("everything", "", "*");
        Stream.of("/exact", "/prefix", "/everything")
                .forEach(path -> receiver.on(path).reply(200));

        for (String type : List.of("order.paid", "order.item.added", "customer.created")) {
            api.post("/api/v1/events", nativeEvent("pattern-" + type, type, "{}"));
        }

        assertThat(eventsOf("/everything", 3)).contains("order.paid", "order.item.added", "customer.created");
        assertThat(eventsOf("/prefix", 2)).containsExactlyInAnyOrder("order.paid", "order.item.added");
        assertThat(eventsOf("/exact", 1)).containsExactly("order.paid");
    }

    @Test
    void flakyEndpointGetsItsDeliveryAtTheThirdAttempt() {
        Subscription webhook = subscribe("flaky", FAST_RETRIES);
        receiver.on("/flaky").reply(500, 500).then(200);

        api.post("/api/v1/events", nativeEvent("flaky-1", "flaky", "{\"a\":1.0}"));

        List<ReceivedRequest> requests = receiver.awaitRequests("/flaky", 3, SOON);
        JsonNode delivery = only(webhook, "delivered");
        assertThat(requests)
                .extracting(request -> request.header("X-Webhook-Attempt").orElseThrow())
                .containsExactly("1", "2", "3");
        assertThat(requests)
                .extracting(request -> request.header("X-Webhook-Delivery").orElseThrow())
                .containsOnly(delivery.required("id").stringValue());
        assertThat(requests).allSatisfy(request -> Verification.assertSigned(request, webhook));
        assertThat(between(requests.get(0), requests.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(between(requests.get(1), requests.get(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(attempts(delivery, "status_code")).containsExactly("500", "500", "200");
        assertThat(attempts(delivery, "request_body"))
                .containsExactlyElementsOf(
                        requests.stream().map(ReceivedRequest::text).toList());
        assertThat(api.webhook(webhook).required("success_count").intValue()).isEqualTo(1);
    }

    @Test
    void inShadowModeNothingArrivesAndTheLogHasItAndEventsOfAfterwardsGoAgain() {
        Subscription webhook = subscribe("shadow", "");
        receiver.on("/shadow").reply(200);

        api.call("PUT", "/api/v1/shadow");
        try {
            api.post("/api/v1/events", nativeEvent("shadow-1", "shadow", "1"));
            assertThat(only(webhook, "cancelled").required("reason").stringValue())
                    .isEqualTo("shadow");
            assertThat(receiver.count("/shadow")).isZero();
        } finally {
            api.call("DELETE", "/api/v1/shadow");
        }
        api.post("/api/v1/events", nativeEvent("shadow-2", "shadow", "2"));

        assertThat(receiver.awaitRequests("/shadow", 1, SOON))
                .extracting(ReceivedRequest::text)
                .containsExactly(body("shadow-2", "shadow", "2", webhook));
        assertThat(only(webhook, "delivered").required("event_id").stringValue())
                .isEqualTo("shadow-2");
    }

    @Test
    void endpointThatNeverRecoversEndsInTheDeadLetters() {
        Subscription webhook = subscribe("broken", FAST_RETRIES);
        receiver.on("/broken").reply(503);

        kafka.publish(nativeEvent("broken-1", "broken", "{\"a\":1.0}"));

        JsonNode delivery = only(webhook, "dead");
        assertThat(delivery.required("reason").stringValue()).isEqualTo("exhausted");
        assertThat(attempts(delivery, "number")).containsExactly("1", "2", "3");
        assertThat(attempts(delivery, "status_code")).containsOnly("503");
        assertThat(attempts(delivery, "outcome")).containsOnly("server_error");
        assertThat(receiver.count("/broken")).isEqualTo(3);
        ConsumerRecord<byte[], byte[]> letter = kafka.records("postrider.dead-letter").stream()
                .filter(record -> text(record.key()).equals(webhook.id()))
                .collect(Collectors.collectingAndThen(Collectors.toList(), PipelineE2eIT::single));
        assertThat(text(letter.value())).isEqualTo(body("broken-1", "broken", "{\"a\":1.0}", webhook));
        assertThat(Kafka.header(letter, "pr-reason")).isEqualTo("exhausted");
        assertThat(Kafka.header(letter, "pr-status-code")).isEqualTo("503");
        assertThat(Kafka.header(letter, "pr-about"))
                .startsWith(delivery.required("id").stringValue());
        JsonNode place = delivery.required("dead_letter");
        assertThat(place.required("partition").intValue()).isEqualTo(letter.partition());
        assertThat(place.required("offset").longValue()).isEqualTo(letter.offset());
        assertThat(api.webhook(webhook).required("failure_count").intValue()).isEqualTo(1);
    }

    @Test
    void deadDeliveryIsRedrivenOnceItsEndpointIsWellAndItsEventReplayedToAWebhookMadeLater() {
        Subscription webhook = subscribe("mended", "\"retry\":{\"delays_seconds\":[1]},");
        receiver.on("/mended").reply(503, 503).then(200);
        receiver.on("/later").reply(200);
        api.post("/api/v1/events", nativeEvent("mended-1", "mended", "{\"a\":1.0}"));
        String id = only(webhook, "dead").required("id").stringValue();
        JsonNode letter = api.get("/api/v1/dead-letters/" + id);
        assertThat(letter.required("request_body").stringValue())
                .isEqualTo(body("mended-1", "mended", "{\"a\":1.0}", webhook));
        String filter = "\"webhook_id\":\"" + webhook.id() + "\"";
        JsonNode dry = api.post("/api/v1/redrives", "{" + filter + ",\"dry_run\":true}");
        assertThat(dry.required("count").intValue()).isEqualTo(1);
        assertThat(dry.at("/sample/0/id").stringValue()).isEqualTo(id);

        JsonNode redrive = api.post("/api/v1/redrives", "{" + filter + "}");
        JsonNode delivered = only(webhook, "delivered");
        Subscription later = api.subscribe(receiver.url("/later"), "", "mended");
        JsonNode replay = api.post("/api/v1/webhooks/" + later.id() + "/replay", "{\"event_id\":\"mended-1\"}");
        JsonNode replayed = only(later, "delivered");

        assertThat(delivered.required("id").stringValue()).isEqualTo(id);
        assertThat(delivered.required("redrive_id")).isEqualTo(redrive.required("id"));
        assertThat(attempts(delivered, "try")).containsExactly("1", "1", "2");
        assertThat(attempts(delivered, "number")).containsExactly("1", "2", "1");
        assertThat(attempts(delivered, "trigger")).containsExactly("event", "retry", "redrive");
        assertThat(receiver.awaitRequests("/mended", 3, SOON))
                .extracting(ReceivedRequest::text)
                .containsOnly(body("mended-1", "mended", "{\"a\":1.0}", webhook));
        assertThat(replayed.required("replay_id")).isEqualTo(replay.required("id"));
        assertThat(attempts(replayed, "trigger")).containsExactly("replay");
        assertThat(receiver.awaitRequests("/later", 1, SOON))
                .extracting(ReceivedRequest::text)
                .containsExactly(body("mended-1", "mended", "{\"a\":1.0}", later));
        assertThat(receiver.count("/mended")).isEqualTo(3);
        await().atMost(SOON)
                .until(() -> api.get(
                                "/api/v1/redrives/" + redrive.required("id").stringValue())
                        .required("status")
                        .stringValue()
                        .equals("completed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 404, 410, 422})
    void answersThatNoRetryChangesAreFinal(int status) {
        Subscription webhook = subscribe("final" + status, FAST_RETRIES);
        receiver.on("/elsewhere").reply(200);
        receiver.on("/final" + status)
                .compute(_ -> Answer.status(status).header("Location", receiver.url("/elsewhere")));

        api.post("/api/v1/events", nativeEvent("final-" + status, "final" + status, "{}"));

        JsonNode delivery = only(webhook, "dead");
        assertThat(delivery.required("reason").stringValue()).isEqualTo("permanent_failure");
        assertThat(attempts(delivery, "status_code")).containsExactly(Integer.toString(status));
        assertThat(receiver.count("/final" + status)).isEqualTo(1);
        assertThat(receiver.count("/elsewhere")).isZero();
    }

    @Test
    void brokenConnectionsAreTriedAgain() {
        Subscription webhook = subscribe("resets", FAST_RETRIES);
        receiver.on("/resets").reset().close().then(204);

        api.post("/api/v1/events", nativeEvent("resets-1", "resets", "{}"));

        JsonNode delivery = only(webhook, "delivered");
        assertThat(attempts(delivery, "outcome")).containsExactly("reset", "reset", "success");
    }

    @Test
    void malformedRecordsAreRejectedWithTheirReasonAndTheNextOneIsDelivered() {
        Subscription webhook = subscribe("valid", "");
        receiver.on("/valid").reply(200);
        Map<String, String> malformed = Map.of(
                "not json",
                "is not valid JSON",
                "{\"data\":{\"case\":\"no type\"}}",
                "event: is missing",
                "{\"event\":\"valid\",\"data\":1,\"organization_id\":\"nobody\"}",
                "organization_id: names no organization",
                "{\"event\":\"valid\",\"data\":\"" + "x".repeat(256 * 1024) + "\"}",
                "at most 262144 are allowed");
        String badHeader = "{\"case\":\"bad header\"}";

        malformed.keySet().forEach(value -> kafka.publishTo(0, value));
        kafka.publishTo(0, badHeader, "ce_specversion", "0.2", "ce_type", "valid", "ce_id", "bad-header");
        kafka.publishTo(0, nativeEvent("valid-1", "valid", "{}"));

        ReceivedRequest request = receiver.awaitRequests("/valid", 1, SOON).getFirst();
        assertThat(request.text()).isEqualTo(body("valid-1", "valid", "{}", webhook));
        Map<String, String> reasons = kafka.records("postrider.events.rejected").stream()
                .collect(Collectors.toMap(record -> text(record.value()), record -> Kafka.header(record, "pr-reason")));
        malformed.forEach((value, reason) -> assertThat(reasons.get(value)).contains(reason));
        assertThat(reasons.get(badHeader)).contains("specversion: must be 1.0");
        assertThat(reasons).hasSize(malformed.size() + 1);
        assertThat(receiver.count("/valid")).isEqualTo(1);
        assertRejectedOneIsDeliveredOnceItIsCorrected(webhook);
    }

    private static void assertRejectedOneIsDeliveredOnceItIsCorrected(Subscription webhook) {
        JsonNode rejected = await().atMost(SOON)
                .until(
                        () -> api.get("/api/v1/rejected-events?reason=invalid_event")
                                .required("items")
                                .valueStream()
                                .filter(item ->
                                        item.required("message").stringValue().contains("event: is missing"))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
        String path = "/api/v1/rejected-events/" + rejected.required("id").stringValue();
        assertThat(api.get(path).required("payload").stringValue()).isEqualTo("{\"data\":{\"case\":\"no type\"}}");

        JsonNode resubmitted = api.post(path + "/resubmit", nativeEvent("corrected", "valid", "{\"case\":\"mended\"}"));

        assertThat(resubmitted.required("resubmitted_event_id").stringValue()).isEqualTo("corrected");
        assertThat(receiver.awaitRequests("/valid", 2, SOON).getLast().text())
                .isEqualTo(body("corrected", "valid", "{\"case\":\"mended\"}", webhook));
        assertThat(api.get("/api/v1/rejected-events?status=resubmitted").at("/items/0/id"))
                .isEqualTo(rejected.required("id"));
    }

    private static Subscription subscribe(String name, String more, String... patterns) {
        return api.subscribe(receiver.url("/" + name), more, patterns.length == 0 ? new String[] {name} : patterns);
    }

    /** The webhook's one delivery, once it is in this status, with its attempts. */
    private static JsonNode only(Subscription webhook, String status) {
        await().atMost(SOON).until(() -> !api.deliveries(webhook, status).isEmpty());
        return api.delivery(
                single(api.deliveries(webhook, status)).required("id").stringValue());
    }

    private static List<String> attempts(JsonNode delivery, String field) {
        return delivery.required("attempts")
                .valueStream()
                .map(attempt -> attempt.required(field).asString())
                .toList();
    }

    private static List<String> eventsOf(String path, int count) {
        return receiver.awaitRequests(path, count, SOON).stream()
                .map(request -> request.header("X-Webhook-Event").orElseThrow())
                .toList();
    }

    private static String nativeEvent(String id, String type, String data) {
        return "{\"event\":\"%s\",\"id\":\"%s\",\"timestamp\":\"%s\",\"data\":%s}".formatted(type, id, TIMESTAMP, data);
    }

    private static String body(String id, String type, String data, Subscription webhook) {
        return "{\"id\":\"%s\",\"event\":\"%s\",\"timestamp\":\"%s\",\"data\":%s,\"metadata\":{},\"webhook_id\":\"%s\"}"
                .formatted(id, type, TIMESTAMP, data, webhook.id());
    }

    private static Duration between(ReceivedRequest first, ReceivedRequest second) {
        return Duration.between(first.arrivedAt(), second.arrivedAt());
    }

    private static <T> T single(List<T> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** 200 KB of text that does not repeat too evenly. */
    private static String large() {
        StringBuilder text = new StringBuilder(210_000).append("[ ");
        for (int i = 0; text.length() < 200_000; i++) {
            text.append(i)
                    .append(".0 , \"\\u00e9")
                    .append(Integer.toHexString(i * 31))
                    .append("\",\t");
        }
        return text.append("1e2 ]").toString();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
