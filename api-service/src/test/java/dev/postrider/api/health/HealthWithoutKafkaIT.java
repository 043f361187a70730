package dev.postrider.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.RunningApi;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A broker that is stopped is told by health; REST goes on reading, so the API stays ready. */
@Tag("proof")
class HealthWithoutKafkaIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void healthTellsOfTheBrokerAndReadinessDoesNot() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(folder));
        try (RunningApi api = RunningApi.start(
                TestDatabase.fresh(),
                "health.",
                Map.of(
                        "postrider.kafka.bootstrap-servers",
                        broker.bootstrapServers(),
                        "postrider.metrics.interval",
                        "1s"))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(status(api, "")).isEqualTo(200));

            broker.close();

            await().atMost(SOON).untilAsserted(() -> assertThat(status(api, "")).isEqualTo(503));
            assertThat(status(api, "/readiness")).isEqualTo(200);
            assertThat(status(api, "/liveness")).isEqualTo(200);
            api.admin().get().uri("/api/v1/webhooks").exchange().expectStatus().isOk();

            broker = EmbeddedBroker.start(BrokerConfig.in(folder).withPort(broker.port()));

            await().atMost(SOON).untilAsserted(() -> assertThat(status(api, "")).isEqualTo(200));
        } finally {
            broker.close();
        }
    }

    private static int status(RunningApi api, String group) {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + api.managementPort())
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .get()
                .uri("/actuator/health" + group)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}
