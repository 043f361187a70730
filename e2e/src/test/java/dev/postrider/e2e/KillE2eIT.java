package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Guarantees 1 to 3 under {@code kill -9}: nothing is lost, repeats are few and can be told, the log is exact. Killed once in
 * the middle of deliveries and once in the middle of fan-out.
 */
@Tag("proof")
class KillE2eIT {
    private static final int EVENTS = 5_000;
    private static final int BEFORE_FIRST_KILL = 3_000;
    private static final int RECEIVED_AT_FIRST_KILL = 1_500;
    private static final int FANNED_OUT_AT_SECOND_KILL = 700;
    private static final int KILLS = 2;
    private static final int WEBHOOKS = 8;
    private static final Duration ANSWER = Duration.ofMillis(20);
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    /** The program's defaults, from which the bound on repeats follows. */
    private static final int LANE_CONCURRENCY = 16;

    private static final int FAN_OUT_SLICE = 1000;
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    /** For a commit that was on its way, and for the time between the clock's reading and the kill. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    private final Path dataDir = Workdir.fresh("kill");
    /** The same at every start, so that the producer finds the broker again. */
    private final Map<String, String> environment = Map.of("POSTRIDER_KAFKA_PORT", Integer.toString(freePort()));

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final List<Future<RecordMetadata>> published = new ArrayList<>();

    @Test
    void everyEventArrivesAndRepeatsAreFewWhenTheProgramIsKilled() {
        IntStream.range(0, WEBHOOKS).forEach(i -> receiver.on("/" + i).then(Answer.after(ANSWER, Answer.status(200))));
        Program program = Program.start(dataDir, environment);
        try (Kafka kafka = new Kafka(program)) {
            List<Subscription> webhooks = subscribe(program);

            Instant began = Instant.now();
            publish(kafka, 0, BEFORE_FIRST_KILL);
            published.forEach(Kafka::acknowledged);
            int firstBound = killWhen(program, () -> received() >= RECEIVED_AT_FIRST_KILL);
            reportRate("before the first kill", received(), began);

            program = Program.start(dataDir, environment);
            report("start after a kill: " + program.startTook());
            int secondBound;
            try (Kafka.Ends deliveries = kafka.ends("postrider.deliveries")) {
                long before = deliveries.sum();
                publish(kafka, BEFORE_FIRST_KILL, EVENTS);
                secondBound = killWhen(program, () -> deliveries.sum() >= before + FANNED_OUT_AT_SECOND_KILL);
            }
            report("received at the second kill: " + received());

            program = Program.start(dataDir, environment);
            Instant resumed = Instant.now();
            int before = received();
            published.forEach(Kafka::acknowledged);
            await().atMost(DEADLINE).until(() -> deliveryIdsByEvent().size() == EVENTS);
            reportRate("after the last start", received() - before, resumed);
            assertLogIsExact(program, webhooks);
            assertRepeatsAreWithin(firstBound + secondBound, kafka);
            assertEveryEventCameToItsWebhook(webhooks);
        } finally {
            program.close();
            receiver.close();
        }
    }

    private List<Subscription> subscribe(Program program) {
        try (Api api = Api.of(program)) {
            return IntStream.range(0, WEBHOOKS)
                    .mapToObj(i -> api.subscribe(receiver.url("/" + i), "", type(i)))
                    .toList();
        }
    }

    private void publish(Kafka kafka, int from, int to) {
        for (int i = from; i < to; i++) {
            published.add(kafka.send(
                    "{\"event\":\"%s\",\"id\":\"event-%d\",\"data\":{\"n\":%d}}".formatted(type(i % WEBHOOKS), i, i)));
        }
    }

    /** Kills the program once the condition holds, and returns how many may be sent again for that. */
    private int killWhen(Program program, BooleanSupplier condition) {
        await().atMost(DEADLINE).pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
        Instant killedAt = Instant.now();
        program.kill();
        Instant uncommittedSince = killedAt.minus(COMMIT_INTERVAL).minus(MARGIN).minus(ANSWER);
        int inFlight = LANE_CONCURRENCY * WEBHOOKS;
        int completed = (int) requests().stream()
                .filter(request -> request.arrivedAt().isAfter(uncommittedSince))
                .count();
        report("sent again at most: %d in flight + %d completed and perhaps not committed"
                .formatted(inFlight, completed));
        return inFlight + completed;
    }

    private void assertLogIsExact(Program program, List<Subscription> webhooks) {
        try (Api api = Api.of(program)) {
            for (int i = 0; i < WEBHOOKS; i++) {
                Subscription webhook = webhooks.get(i);
                Set<String> expected = events(i);
                await().atMost(DEADLINE)
                        .until(() ->
                                api.webhook(webhook).required("success_count").intValue() >= expected.size());
                List<JsonNode> delivered = api.deliveries(webhook, "delivered");
                assertThat(delivered)
                        .extracting(delivery -> delivery.required("event_id").stringValue())
                        .containsExactlyInAnyOrderElementsOf(expected);
                for (String other : List.of("pending", "retrying", "held", "dead", "cancelled")) {
                    assertThat(api.deliveries(webhook, other)).as(other).isEmpty();
                }
                JsonNode counters = api.webhook(webhook);
                assertThat(counters.required("success_count").intValue()).isEqualTo(expected.size());
                assertThat(counters.required("failure_count").intValue()).isZero();
            }
        }
    }

    /** What fan-out wrote twice is sent twice at most: a copy whose attempt has been started is passed over. */
    private void assertRepeatsAreWithin(int boundOfSending, Kafka kafka) {
        int byFanOut;
        try (Kafka.Ends deliveries = kafka.ends("postrider.deliveries")) {
            await().atMost(DEADLINE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> received() + passedOver(kafka) >= deliveries.sum());
            byFanOut = (int) deliveries.sum() - EVENTS;
        }
        int repeats = received() - EVENTS;
        int boundOfFanOut = KILLS * FAN_OUT_SLICE;
        report("repeats: %d by fan-out, allowed %d, of which %d were passed over; %d sent, allowed %d"
                .formatted(byFanOut, boundOfFanOut, passedOver(kafka), repeats, byFanOut + boundOfSending));
        assertThat(byFanOut).isBetween(0, boundOfFanOut);
        assertThat(repeats).isBetween(0, byFanOut + boundOfSending);
    }

    private static long passedOver(Kafka kafka) {
        return kafka.records("postrider.attempts").stream()
                .filter(record -> Kafka.header(record, "pr-kind").equals("duplicate"))
                .count();
    }

    /** A repeat has the id of the first, so receivers can tell. */
    private void assertEveryEventCameToItsWebhook(List<Subscription> webhooks) {
        assertThat(deliveryIdsByEvent())
                .hasSize(EVENTS)
                .allSatisfy((event, ids) -> assertThat(ids).as(event).hasSize(1));
        for (int i = 0; i < WEBHOOKS; i++) {
            List<ReceivedRequest> requests = receiver.requests("/" + i);
            assertThat(requests.stream().map(KillE2eIT::eventId).collect(Collectors.toSet()))
                    .isEqualTo(events(i));
            Subscription webhook = webhooks.get(i);
            assertThat(requests).allSatisfy(request -> Verification.assertSigned(request, webhook));
        }
    }

    private Map<String, Set<String>> deliveryIdsByEvent() {
        return requests().stream()
                .collect(Collectors.groupingBy(
                        KillE2eIT::eventId,
                        Collectors.mapping(
                                request -> request.header("X-Webhook-Delivery").orElseThrow(), Collectors.toSet())));
    }

    private List<ReceivedRequest> requests() {
        return IntStream.range(0, WEBHOOKS)
                .mapToObj(i -> receiver.requests("/" + i))
                .flatMap(List::stream)
                .toList();
    }

    private int received() {
        return IntStream.range(0, WEBHOOKS).map(i -> receiver.count("/" + i)).sum();
    }

    private static Set<String> events(int webhook) {
        return IntStream.range(0, EVENTS)
                .filter(i -> i % WEBHOOKS == webhook)
                .mapToObj(i -> "event-" + i)
                .collect(Collectors.toSet());
    }

    private static String eventId(ReceivedRequest request) {
        return request.text().replaceFirst("^\\{\"id\":\"([^\"]+)\".*$", "$1");
    }

    private static String type(int webhook) {
        return "kill.w" + webhook;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reportRate(String when, int deliveries, Instant since) {
        long millis = Math.max(1, Duration.between(since, Instant.now()).toMillis());
        report("%s: %d deliveries in %d ms, about %d per second"
                .formatted(when, deliveries, millis, deliveries * 1000L / millis));
    }

    private static void report(String line) {
        Report.line("kill", line);
    }
}
