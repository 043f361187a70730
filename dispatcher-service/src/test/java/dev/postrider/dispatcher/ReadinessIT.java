package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.scheduler.RetrySchedulerApplication;
import dev.postrider.testkit.TestMasterKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What dispatcher and scheduler say of themselves while their broker is stopped. No PostgreSQL is there at all: neither asks for one. */
@Tag("proof")
class ReadinessIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void readinessFollowsTheBrokerAndLivenessDoesNot() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(folder));
        String bootstrap = broker.bootstrapServers();
        try (http;
                ConfigurableApplicationContext dispatcher = run(DispatcherApplication.builder(), bootstrap);
                ConfigurableApplicationContext scheduler = run(RetrySchedulerApplication.builder(), bootstrap)) {
            List<ConfigurableApplicationContext> services = List.of(dispatcher, scheduler);
            awaitReadiness(services, 200);

            broker.close();

            awaitReadiness(services, 503);
            assertThat(services)
                    .allSatisfy(
                            service -> assertThat(status(service, "liveness")).isEqualTo(200));

            broker = EmbeddedBroker.start(BrokerConfig.in(folder).withPort(broker.port()));

            awaitReadiness(services, 200);
            assertThat(services)
                    .allSatisfy(
                            service -> assertThat(status(service, "liveness")).isEqualTo(200));
        } finally {
            broker.close();
        }
    }

    private void awaitReadiness(List<ConfigurableApplicationContext> services, int status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(services)
                        .allSatisfy(service ->
                                assertThat(status(service, "readiness")).isEqualTo(status)));
    }

    private int status(ConfigurableApplicationContext service, String group) {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        URI health = URI.create("http://127.0.0.1:" + port + "/actuator/health/" + group);
        try {
            return http.send(
                            HttpRequest.newBuilder(health)
                                    .timeout(Duration.ofSeconds(20))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(health + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ConfigurableApplicationContext run(SpringApplicationBuilder service, String bootstrap) {
        return service.web(WebApplicationType.REACTIVE)
                .run(
                        "--postrider.kafka.bootstrap-servers=" + bootstrap,
                        "--postrider.kafka.topics.partitions=3",
                        "--postrider.kafka.topics.event-partitions=3",
                        "--postrider.kafka.topics.retry-partitions=1",
                        "--postrider.kafka.topics.replication=1",
                        "--postrider.management-port=0",
                        "--postrider.metrics.interval=1s",
                        TestMasterKey.ARGUMENT);
    }
}
