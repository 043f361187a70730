package dev.postrider.api.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.api.support.TcpGate;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Publishing goes on while the database is down, also for a service that starts meanwhile. */
class PublishWithoutDatabaseIT {
    private static final String EVENTS = "/api/v1/events";

    @Test
    void knownKeysPublishWhileTheDatabaseIsDownAndEverythingElseSaysSo() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (TcpGate gate = TcpGate.to(database.host(), database.port());
                RunningApi api = start(database, gate)) {
            String organization = api.newOrganization();
            WebTestClient producer = api.withKey(api.newKey(organization, "producer"));
            WebTestClient neverUsed = api.withKey(api.newKey(organization, "producer"));
            publish(producer, "before");

            gate.shut();

            WebTestClient management = WebTestClient.bindToServer()
                    .baseUrl("http://127.0.0.1:" + api.managementPort() + "/actuator/health")
                    .responseTimeout(Duration.ofSeconds(20))
                    .build();
            management.get().uri("/readiness").exchange().expectStatus().isOk();
            management.get().uri("/liveness").exchange().expectStatus().isOk();
            String id = "evt-" + UUID.randomUUID();
            publish(producer, id);
            publish(api.admin(), "by-admin");
            // Also once the verdict on the key is no longer fresh.
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> publish(producer, "later"));
            assertThat(TopicReader.read(api.topics().events(), id)).hasSize(1);
            Json.of(
                    api.admin()
                            .get()
                            .uri("/api/v1/webhooks")
                            .exchange()
                            .expectHeader()
                            .exists("Retry-After"),
                    503);
            Json.of(RunningApi.post(neverUsed, EVENTS, "{\"event\":\"a\",\"data\":1}"), 503);

            gate.open();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> api.admin()
                            .get()
                            .uri("/api/v1/webhooks")
                            .exchange()
                            .expectStatus()
                            .isOk());
        }
    }

    @Test
    void serviceThatStartsWithoutADatabasePublishesAndMigratesLater() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (TcpGate gate = TcpGate.to(database.host(), database.port())) {
            gate.shut();
            try (RunningApi api = start(database, gate)) {
                publish(api.admin(), "first");
                Json.of(api.admin().get().uri("/api/v1/webhooks").exchange(), 503);

                gate.open();

                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> api.admin()
                                .get()
                                .uri("/api/v1/webhooks")
                                .exchange()
                                .expectStatus()
                                .isOk());
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(TopicReader.read(api.topics().webhooks(), "org/default"))
                                        .isNotEmpty());
            }
        }
    }

    private static RunningApi start(TestDatabase database, TcpGate gate) {
        return RunningApi.start(
                database,
                TestBroker.uniquePrefix(PublishWithoutDatabaseIT.class),
                Map.of("postrider.database.host", "127.0.0.1", "postrider.database.port", gate.port()));
    }

    private static void publish(WebTestClient client, String id) {
        RunningApi.post(client, EVENTS, "{\"event\":\"a.b\",\"data\":{},\"id\":\"" + id + "\"}")
                .expectStatus()
                .isAccepted();
    }
}
