package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.common.json.Json;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TestMasterKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The delivery log inside the whole service. */
class DeliveryLogServiceIT {
    private static final String ADMIN_KEY = "an-admin-key-for-tests";

    @Test
    void eventPublishedOverRestIsInTheLog() throws Exception {
        try (ConfigurableApplicationContext service = start();
                HttpClient http = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");

            HttpResponse<byte[]> published = http.send(
                    request(address + "/api/v1/events")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"event\":\"user.created\",\"id\":\"over-rest\",\"data\":{\"n\":1.0}}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());

            assertThat(published.statusCode()).isEqualTo(202);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                HttpResponse<byte[]> answer = http.send(
                        request(address + "/api/v1/events/over-rest").build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Json.tree(answer.body()).get("event").stringValue()).isEqualTo("user.created");
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"data\":{\"n\":1.0}");
            });
        }
    }

    private static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + ADMIN_KEY);
    }

    private static ConfigurableApplicationContext start() {
        TestDatabase database = TestDatabase.fresh();
        return ApiServiceApplication.builder()
                .run(
                        "--postrider.port=0",
                        "--postrider.management-port=0",
                        "--postrider.admin-key=" + ADMIN_KEY,
                        TestMasterKey.ARGUMENT,
                        "--postrider.database.host=" + database.host(),
                        "--postrider.database.port=" + database.port(),
                        "--postrider.database.name=" + database.name(),
                        "--postrider.database.username=" + database.user(),
                        "--postrider.database.password=" + database.password(),
                        "--postrider.kafka.bootstrap-servers="
                                + TestBroker.shared().bootstrapServers(),
                        "--postrider.kafka.topic-prefix=" + TestBroker.uniquePrefix(DeliveryLogServiceIT.class),
                        "--postrider.kafka.topics.partitions=3",
                        "--postrider.kafka.topics.event-partitions=3",
                        "--postrider.kafka.topics.retry-partitions=1",
                        "--postrider.kafka.topics.replication=1");
    }
}
