package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A clean stop and a restart lose nothing and repeat nothing; and what the program costs while it runs. */
@Tag("proof")
class RestartE2eIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** SIGTERM, as a JVM reports it. */
    private static final int TERMINATED = 128 + 15;

    private static final int LIGHT_LOAD = 400;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long MEMORY_LIMIT = 1536L << 20;

    private final Path dataDir = Workdir.fresh("restart");
    private final ScriptedReceiver receiver = ScriptedReceiver.start();

    /** Three webhooks: one is done before the stop, one waits in a tier meanwhile, one is in the middle of its events. */
    private record Webhooks(String key, Subscription done, Subscription waiting, Subscription busy) {}

    @AfterEach
    void stop() {
        receiver.close();
        Program.stopDatabaseOf(dataDir);
    }

    @Test
    void cleanStopLosesNothingAndRepeatsNothing() {
        receiver.on("/done").reply(200);
        receiver.on("/waiting").reply(503).then(200);
        receiver.on("/busy").then(Answer.after(Duration.ofMillis(50), Answer.status(200)));

        Webhooks webhooks = workAndStopInTheMiddle();

        int before = receiver.count("/busy");
        Report.line("restart", "events before and after the stop: %d, %d".formatted(before, LIGHT_LOAD - before));
        assertThat(before).isLessThan(LIGHT_LOAD);
        assertThat(receiver.count("/waiting")).isEqualTo(1);
        try (Program program = Program.start(dataDir);
                Api admin = Api.of(program)) {
            measure("restart", program);
            Api api = admin.withKey(webhooks.key());
            assertThatWhatWaitedIsDelivered(api, webhooks.waiting());
            assertThatNothingIsRepeated(api, webhooks.busy());
            assertThat(one(api, webhooks.done(), "delivered")
                            .required("exchanges")
                            .intValue())
                    .isEqualTo(1);
            api.post("/api/v1/events", "{\"event\":\"done\",\"data\":3}");
            assertThat(receiver.awaitRequests("/done", 2, SOON)).hasSize(2);
        }
    }

    private Webhooks workAndStopInTheMiddle() {
        try (Program program = Program.start(dataDir);
                Api admin = Api.of(program);
                Kafka kafka = new Kafka(program)) {
            measure("first start", program);
            admin.post("/api/v1/organizations", "{\"id\":\"acme\",\"name\":\"Acme\"}");
            String key = admin.actingFor("acme")
                    .post("/api/v1/api-keys", "{\"name\":\"e2e\",\"role\":\"admin\"}")
                    .required("key")
                    .stringValue();
            Api api = admin.withKey(key);
            Webhooks webhooks = new Webhooks(
                    key,
                    api.subscribe(receiver.url("/done"), "", "done"),
                    api.subscribe(receiver.url("/waiting"), "\"retry\":{\"delays_seconds\":[5]},", "waiting"),
                    api.subscribe(receiver.url("/busy"), "", "busy"));
            api.post("/api/v1/events", "{\"event\":\"done\",\"data\":1}");
            one(api, webhooks.done(), "delivered");
            api.post("/api/v1/events", "{\"event\":\"waiting\",\"data\":2}");
            one(api, webhooks.waiting(), "retrying");
            for (int i = 0; i < LIGHT_LOAD; i++) {
                var _ = kafka.send("{\"event\":\"busy\",\"organization_id\":\"acme\",\"data\":%d}".formatted(i));
            }
            receiver.awaitRequests("/busy", LIGHT_LOAD / 4, SOON);

            assertThat(program.stop()).isEqualTo(TERMINATED);
            assertThat(program.output()).endsWith("Stopping …\nStopped.\n");
            assertThat(program.errors()).isEmpty();
            return webhooks;
        }
    }

    private void assertThatWhatWaitedIsDelivered(Api api, Subscription waiting) {
        List<ReceivedRequest> requests = receiver.awaitRequests("/waiting", 2, SOON);
        JsonNode delivery = one(api, waiting, "delivered");
        assertThat(Duration.between(requests.get(0).arrivedAt(), requests.get(1).arrivedAt()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(requests.get(1).header("X-Webhook-Attempt")).contains("2");
        assertThat(requests).allSatisfy(request -> Verification.assertSigned(request, waiting));
        assertThat(delivery.required("exchanges").intValue()).isEqualTo(2);
    }

    private void assertThatNothingIsRepeated(Api api, Subscription busy) {
        await().atMost(SOON)
                .until(() -> api.webhook(busy).required("success_count").intValue() == LIGHT_LOAD);
        assertThat(api.deliveries(busy, "delivered")).hasSize(LIGHT_LOAD);
        assertThat(receiver.countByHeader("/busy", "X-Webhook-Delivery"))
                .hasSize(LIGHT_LOAD)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
    }

    private static void measure(String which, Program program) {
        Report.line(
                "restart",
                "%s: ready after %d ms (%d ms of processor time), %d MiB resident"
                        .formatted(
                                which,
                                program.startTook().toMillis(),
                                program.startCpu().toMillis(),
                                program.residentBytes() >> 20));
        assertThat(program.startTook()).isLessThan(START_LIMIT);
        assertThat(program.residentBytes()).isLessThan(MEMORY_LIMIT);
    }

    private static JsonNode one(Api api, Subscription webhook, String status) {
        await().atMost(SOON).until(() -> api.deliveries(webhook, status).size() == 1);
        return api.deliveries(webhook, status).getFirst();
    }
}
