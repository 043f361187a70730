package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.json.Json;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL is stopped for a minute under load: publishing and delivery go on, what needs it says so, and afterwards the log
 * has everything once.
 */
@Tag("proof")
class DatabaseOutageE2eIT {
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration AROUND = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    /** Of an event's way to its receiver, on a machine that does other things too. */
    private static final Duration WAY = Duration.ofSeconds(5);

    private static final Duration OVER_KAFKA = Duration.ofMillis(10);
    private static final Duration OVER_REST = Duration.ofMillis(50);
    private static final int WEBHOOKS = 4;

    private final Path dataDir = Workdir.fresh("database-outage");
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean publishing = new AtomicBoolean(true);

    private record Sent(String id, Instant at) {}

    @FunctionalInterface
    private interface Way {
        void publish(String json);
    }

    @Test
    void publishingAndDeliveryGoOnForAMinuteWithoutTheDatabaseAndTheLogIsExactAfterwards() throws Exception {
        IntStream.range(0, WEBHOOKS).forEach(i -> receiver.on("/" + i).reply(200));
        Program program = Program.start(dataDir);
        try (Kafka kafka = new Kafka(program);
                Api admin = Api.of(program);
                HttpClient plain = HttpClient.newHttpClient();
                ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, WEBHOOKS).forEach(i -> admin.subscribe(receiver.url("/" + i), "", "outage." + i));
            // Known from the first request on.
            String known = key(admin, "known");
            String neverUsed = key(admin, "never used");
            Api producer = admin.withKey(known);
            Queue<Future<RecordMetadata>> records = new ConcurrentLinkedQueue<>();
            PostgresServer database = PostgresServer.of(dataDir);
            List<Future<?>> running = List.of(
                    load.submit(() -> publish("kafka", OVER_KAFKA, json -> records.add(kafka.send(json)))),
                    load.submit(() -> publish("rest", OVER_REST, json -> producer.post("/api/v1/events", json))));
            assertFlowing(running, AROUND);

            database.stop();
            assertSaysThatTheDatabaseIsAway(plain, program, program.adminKey(), "/api/v1/deliveries");
            assertSaysThatTheDatabaseIsAway(plain, program, program.adminKey(), "/api/v1/webhooks");
            assertSaysThatTheDatabaseIsAway(plain, program, neverUsed, "/api/v1/event-types");
            assertFlowing(running, OUTAGE);
            Report.line(
                    "outage",
                    "received when PostgreSQL came back: %d of %d"
                            .formatted(received().size(), sent.size()));
            database.start();

            assertFlowing(running, AROUND);
            publishing.set(false);
            for (Future<?> one : running) {
                var _ = one.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            }
            records.forEach(Kafka::acknowledged);
            Instant stopped = Instant.now();
            await().atMost(DEADLINE)
                    .ignoreExceptions()
                    .until(() -> admin.get("/api/v1/deliveries?limit=1").has("items"));
            await().atMost(DEADLINE).untilAsserted(() -> assertThat(received()).hasSize(sent.size()));
            assertLogHasEverythingOnce(admin);
            Report.line(
                    "outage",
                    "%d events; log complete %s after the last"
                            .formatted(sent.size(), Duration.between(stopped, Instant.now())));
        } finally {
            publishing.set(false);
            program.close();
            receiver.close();
        }
    }

    private void publish(String how, Duration every, Way way) {
        for (int i = 0; publishing.get(); i++) {
            Instant now = Instant.now();
            way.publish("{\"event\":\"outage.%d\",\"id\":\"%s-%d\",\"data\":{\"n\":%d},\"metadata\":{\"at\":%d}}"
                    .formatted(i % WEBHOOKS, how, i, i, now.toEpochMilli()));
            sent.add(new Sent(how + "-" + i, now));
            pause(every);
        }
    }

    /** For so long, both publish, and what was published a moment ago has been received. */
    private void assertFlowing(List<Future<?>> running, Duration time) throws InterruptedException, ExecutionException {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            pause(Duration.ofSeconds(2));
            Instant judged = Instant.now().minus(WAY);
            Set<String> received = received();
            for (Future<?> one : running) {
                if (one.isDone()) {
                    var _ = one.get();
                }
            }
            assertThat(sent.stream()
                            .filter(event -> event.at().isBefore(judged))
                            .map(Sent::id)
                            .toList())
                    .as("published %s ago and before", WAY)
                    .allMatch(received::contains);
            assertThat(sent)
                    .anyMatch(event -> event.at().isAfter(judged) && event.id().startsWith("rest"));
        }
    }

    private static void assertSaysThatTheDatabaseIsAway(HttpClient client, Program program, String key, String path)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(program.url() + path))
                        .header("Authorization", "Bearer " + key)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).as(path).hasValue("application/problem+json");
    }

    private void assertLogHasEverythingOnce(Api admin) {
        int all = sent.size();
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        assertThat(totals(admin)).isEqualTo(Map.of("delivered", all, "dead", 0, "attempts", all)));
        assertThat(requests().size()).isEqualTo(all);
        Set<String> logged = new HashSet<>();
        int rows = 0;
        String path = "/api/v1/deliveries?limit=200";
        var page = admin.get(path);
        while (true) {
            for (var delivery : page.required("items")) {
                rows++;
                logged.add(delivery.required("event_id").stringValue());
                assertThat(delivery.required("status").stringValue()).isEqualTo("delivered");
                assertThat(delivery.required("exchanges").intValue()).isEqualTo(1);
            }
            if (!page.required("has_more").booleanValue()) {
                break;
            }
            page = admin.get(path + "&cursor=" + page.required("next_cursor").stringValue());
        }
        assertThat(rows).isEqualTo(all);
        assertThat(logged).isEqualTo(new HashSet<>(sent.stream().map(Sent::id).toList()));
    }

    private static Map<String, Integer> totals(Api admin) {
        var totals = admin.get("/api/v1/stats").required("totals");
        return Map.of(
                "delivered", totals.required("delivered").intValue(),
                "dead", totals.required("dead").intValue(),
                "attempts", totals.required("attempts").intValue());
    }

    private List<ReceivedRequest> requests() {
        return IntStream.range(0, WEBHOOKS)
                .mapToObj(i -> receiver.requests("/" + i))
                .flatMap(List::stream)
                .toList();
    }

    private Set<String> received() {
        Set<String> ids = new HashSet<>();
        for (ReceivedRequest request : requests()) {
            ids.add(Json.tree(request.body()).required("id").stringValue());
        }
        return ids;
    }

    private static String key(Api admin, String name) {
        return admin.post("/api/v1/api-keys", "{\"name\":\"%s\",\"role\":\"producer\"}".formatted(name))
                .required("key")
                .stringValue();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
