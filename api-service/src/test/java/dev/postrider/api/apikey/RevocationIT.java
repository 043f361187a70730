package dev.postrider.api.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Two replicas over one database. */
@Tag("proof")
class RevocationIT {
    @Test
    void keyThatOneReplicaRevokesIsRefusedByTheOtherWithinASecond() {
        TestDatabase database = TestDatabase.fresh();
        String prefix = TestBroker.uniquePrefix(RevocationIT.class);
        try (RunningApi one = RunningApi.start(database, prefix, Map.of());
                RunningApi other = RunningApi.start(database, prefix, Map.of())) {
            for (int i = 0; i < 5; i++) {
                JsonNode key = Json.of(
                        RunningApi.post(one.admin(), "/api/v1/api-keys", "{\"name\":\"k\",\"role\":\"viewer\"}"), 201);
                WebTestClient viewer = other.withKey(key.required("key").stringValue());
                viewer.get().uri("/api/v1/webhooks").exchange().expectStatus().isOk();

                one.admin()
                        .delete()
                        .uri("/api/v1/api-keys/" + key.required("id").stringValue())
                        .exchange()
                        .expectStatus()
                        .isNoContent();
                long revoked = System.nanoTime();

                await().atMost(Duration.ofSeconds(5))
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> viewer.get()
                                .uri("/api/v1/webhooks")
                                .exchange()
                                .expectStatus()
                                .isUnauthorized());
                assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }
}
