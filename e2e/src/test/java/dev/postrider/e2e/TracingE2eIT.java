package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces from the producer to the receiver, as a collector sees them. No trace begins by chance here: the ratio is 0. */
@Tag("proof")
class TracingE2eIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SENDER = "00f067aa0ba902b7";

    private static ScriptedReceiver collector;
    private static ScriptedReceiver receiver;
    private static Program program;
    private static Api api;
    private static Kafka kafka;

    @BeforeAll
    static void start() {
        collector = ScriptedReceiver.start();
        collector.on("/v1/traces").reply(200);
        receiver = ScriptedReceiver.start();
        program = Program.start(
                Workdir.fresh("tracing"),
                Map.of("POSTRIDER_TRACING_ENDPOINT", collector.url("/v1/traces"), "POSTRIDER_TRACING_RATIO", "0"));
        api = Api.of(program);
        kafka = new Kafka(program);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : List.of(kafka, api, program, receiver, collector)) {
            part.close();
        }
    }

    @Test
    void oneTraceShowsPublishingFanOutAndTheAttemptsThatFollowEachOther() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4701";
        receiver.on("/asked").reply(503).then(200);
        receiver.on("/plain").reply(200);
        Subscription asked = subscribe("/asked?token=hush-query", "\"propagate_trace\":true,", "traced");
        Subscription plain = subscribe("/plain", "", "traced");

        publish("traced-1", "traced", "traceparent", traceparent(trace, "01"), "tracestate", "vendor=1");

        List<ReceivedRequest> requests = receiver.awaitRequests("/asked", 2, SOON);
        List<ExportedSpan> spans = spans(trace, 5);
        ExportedSpan publish = only(spans, "publish postrider.events");
        ExportedSpan fanOut = only(spans, "fan-out postrider.events");
        assertThat(publish.service()).isEqualTo("postrider-api");
        assertThat(publish.kind()).isEqualTo(ExportedSpan.PRODUCER);
        assertThat(publish.parent()).isEqualTo(SENDER);
        assertThat(fanOut.service()).isEqualTo("postrider-dispatcher");
        assertThat(fanOut.kind()).isEqualTo(ExportedSpan.CONSUMER);
        assertThat(fanOut.parent()).isEqualTo(publish.id());
        assertThat(fanOut.attributes())
                .containsEntry("postrider.event.id", "traced-1")
                .containsEntry("postrider.deliveries", "2");
        assertThat(attempts(spans, plain)).singleElement().satisfies(attempt -> {
            assertThat(attempt.parent()).isEqualTo(fanOut.id());
            assertThat(attempt.links()).isEmpty();
        });
        List<ExportedSpan> attempts = attempts(spans, asked);
        assertThat(attempts).extracting(ExportedSpan::kind).containsOnly(ExportedSpan.CLIENT);
        assertThat(attempts).extracting(ExportedSpan::parent).containsExactly(fanOut.id(), fanOut.id());
        assertThat(attempts.get(0).links()).isEmpty();
        assertThat(attempts.get(1).links()).containsExactly(attempts.get(0).id());
        assertThat(attempts.get(0).attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.response.status_code", "503")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("postrider.decision", "retry");
        assertThat(attempts.get(1).attributes())
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.request.resend_count", "1")
                .containsEntry("postrider.decision", "delivered");
        assertThat(requests)
                .extracting(request -> request.headers("traceparent"))
                .containsExactly(
                        List.of("00-" + trace + "-" + attempts.get(0).id() + "-01"),
                        List.of("00-" + trace + "-" + attempts.get(1).id() + "-01"));
        assertThat(requests)
                .extracting(request -> request.headers("tracestate"))
                .containsOnly(List.of("vendor=1"));
        ReceivedRequest untold = receiver.awaitRequests("/plain", 1, SOON).getFirst();
        assertThat(untold.header("traceparent")).isEmpty();
        assertThat(untold.header("tracestate")).isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("trace_id=\"" + trace + "\""));
        assertThat(exports())
                .noneMatch(export -> Stream.of("hush", "/asked", asked.secret()).anyMatch(export::contains));
    }

    @Test
    void traceOfAProducerOnKafkaIsContinuedAndNobodyElseIsTraced() {
        String unsampled = "4bf92f3577b34da6a3ce929d0e0e4702";
        String sampled = "4bf92f3577b34da6a3ce929d0e0e4703";
        receiver.on("/kafka").reply(200);
        subscribe("/kafka", "\"propagate_trace\":true,", "kafka");

        publish("rest-unsampled", "kafka", "traceparent", traceparent(unsampled, "00"));
        publish("rest-none", "kafka");
        kafka.publish(event("kafka-unsampled", "kafka"), "traceparent", traceparent(unsampled, "00"));
        kafka.publish(event("kafka-none", "kafka"));
        kafka.publish(event("kafka-wrong", "kafka"), "traceparent", "00-hush");
        receiver.awaitRequests("/kafka", 5, SOON);
        kafka.publish(event("kafka-sampled", "kafka"), "traceparent", traceparent(sampled, "01"));

        List<ExportedSpan> spans = spans(sampled, 2);
        assertThat(only(spans, "fan-out postrider.events").parent()).isEqualTo(SENDER);
        assertThat(only(spans, "POST").parent())
                .isEqualTo(only(spans, "fan-out postrider.events").id());
        assertThat(receiver.awaitRequests("/kafka", 6, SOON))
                .filteredOn(request -> request.header("traceparent").isPresent())
                .singleElement()
                .satisfies(request -> assertThat(request.header("traceparent"))
                        .contains("00-" + sampled + "-" + only(spans, "POST").id() + "-01"));
        assertThat(exported())
                .extracting(span -> span.attributes().getOrDefault("postrider.event.id", ""))
                .isSubsetOf("kafka-sampled", "traced-1");
    }

    private static Subscription subscribe(String target, String more, String type) {
        return api.subscribe(receiver.url("") + target, more + "\"retry\":{\"delays_seconds\":[1]},", type);
    }

    private static void publish(String id, String type, String... headers) {
        api.post("/api/v1/events", event(id, type), headers);
    }

    private static String event(String id, String type) {
        return "{\"event\":\"%s\",\"id\":\"%s\",\"data\":{\"card\":\"hush-payload\"}}".formatted(type, id);
    }

    private static String traceparent(String trace, String flags) {
        return "00-" + trace + "-" + SENDER + "-" + flags;
    }

    /** The spans of a trace, once there are so many. */
    private static List<ExportedSpan> spans(String trace, int count) {
        return await().atMost(SOON)
                .until(
                        () -> exported()
                                .filter(span -> span.traceId().equals(trace))
                                .toList(),
                        spans -> spans.size() >= count);
    }

    private static Stream<ExportedSpan> exported() {
        return collector.requests("/v1/traces").stream().flatMap(ExportedSpan::in);
    }

    private static List<String> exports() {
        return collector.requests("/v1/traces").stream()
                .map(export -> new String(export.body(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static ExportedSpan only(List<ExportedSpan> spans, String name) {
        List<ExportedSpan> named =
                spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(named).hasSize(1);
        return named.getFirst();
    }

    private static List<ExportedSpan> attempts(List<ExportedSpan> spans, Subscription of) {
        return spans.stream()
                .filter(span -> of.id().equals(span.attributes().get("postrider.webhook.id")))
                .sorted(Comparator.comparing(span -> span.attributes().getOrDefault("postrider.attempt", "")))
                .toList();
    }

    private static String metrics() throws Exception {
        URI metrics = URI.create(program.healthUrl().replaceAll("/actuator/.*", "/actuator/prometheus"));
        HttpRequest request = HttpRequest.newBuilder(metrics)
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
