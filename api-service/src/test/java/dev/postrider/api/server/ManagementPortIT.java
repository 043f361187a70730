package dev.postrider.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The management port has health, info, metrics and levels of logging, and nothing that tells of configuration, memory or requests. */
class ManagementPortIT {
    private final RunningApi api = RunningApi.shared();
    private final WebTestClient management = WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + api.managementPort())
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "configprops",
                "beans",
                "heapdump",
                "threaddump",
                "httpexchanges",
                "mappings",
                "logfile",
                "flyway",
                "scheduledtasks",
                "shutdown",
                "sbom"
            })
    void nothingElseIsThere(String endpoint) {
        management.get().uri("/actuator/" + endpoint).exchange().expectStatus().isNotFound();
        management.post().uri("/actuator/" + endpoint).exchange().expectStatus().isNotFound();
    }

    @Test
    void whatIsThereTellsNoPathAddressOrCredential() {
        JsonNode health = Json.of(management.get().uri("/actuator/health").exchange(), 200);

        assertThat(health.required("components").propertyNames())
                .contains("r2dbc", "ping")
                .doesNotContain("diskSpace", "ssl");
        assertThat(health.toString()).doesNotContain("postrider.", "127.0.0.1", System.getProperty("user.dir"));
        assertThat(Json.of(management.get().uri("/actuator/info").exchange(), 200)
                        .toString())
                .isEqualTo("{}");
    }

    @Test
    void levelOfALoggerIsChangedAtRunTime() {
        String logger = "/actuator/loggers/dev.postrider.api.server";
        management
                .post()
                .uri(logger)
                .header("Content-Type", "application/json")
                .bodyValue("{\"configuredLevel\":\"DEBUG\"}")
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(Json.of(management.get().uri(logger).exchange(), 200)
                        .required("effectiveLevel")
                        .stringValue())
                .isEqualTo("DEBUG");
        management
                .post()
                .uri(logger)
                .header("Content-Type", "application/json")
                .bodyValue("{}")
                .exchange()
                .expectStatus()
                .isNoContent();
    }

    @Test
    void readinessDoesNotAskPostgresql() {
        JsonNode readiness =
                Json.of(management.get().uri("/actuator/health/readiness").exchange(), 200);

        assertThat(readiness.required("components").propertyNames()).containsExactly("readinessState");
    }

    @Test
    void apiIsNotThere() {
        management
                .get()
                .uri("/api/v1/webhooks")
                .header("Authorization", "Bearer " + RunningApi.ADMIN_KEY)
                .exchange()
                .expectStatus()
                .isNotFound();
    }
}
