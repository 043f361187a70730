package dev.postrider.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Errors that no feature decides are problems too, and health is where users look for it. */
class ProblemIT {
    private final RunningApi api = RunningApi.shared();

    @Test
    void unknownPathIsAProblem() {
        JsonNode problem = Json.of(
                api.admin()
                        .get()
                        .uri("/api/v1/nothing")
                        .exchange()
                        .expectHeader()
                        .contentType(Problem.MEDIA_TYPE),
                404);

        assertThat(problem.required("type").stringValue()).isEqualTo("urn:postrider:problem:not-found");
        Json.of(api.anonymous().get().uri("/elsewhere").exchange(), 404);
    }

    @Test
    void wrongMethodIsAProblemThatNamesTheRightOnes() {
        JsonNode problem = Json.of(
                api.admin()
                        .delete()
                        .uri("/api/v1/webhooks")
                        .exchange()
                        .expectHeader()
                        .valueEquals("Allow", "GET, POST"),
                405);

        assertThat(problem.required("detail").stringValue()).isEqualTo("This path takes GET, POST, not DELETE.");
    }

    @Test
    void idThatIsNoneIsNotFound() {
        Json.of(api.admin().get().uri("/api/v1/webhooks/1-1-1-1-1").exchange(), 404);
    }

    @Test
    void healthIsOnBothPorts() {
        assertThat(Json.of(api.anonymous().get().uri("/actuator/health").exchange(), 200)
                        .toString())
                .isEqualTo("{\"status\":\"UP\"}");
        WebTestClient management = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + api.managementPort())
                .build();
        assertThat(Json.of(management.get().uri("/actuator/health").exchange(), 200)
                        .path("components")
                        .has("r2dbc"))
                .isTrue();
        management.get().uri("/actuator/prometheus").exchange().expectStatus().isOk();
        api.anonymous()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void catalogueListsTheEventTypesThatShip() {
        JsonNode available = Json.of(
                api.admin().get().uri("/api/v1/webhooks/events/available").exchange(), 200);

        assertThat(available.required("events").size()).isGreaterThan(30);
        assertThat(available.at("/events/0/event").stringValue()).isEqualTo("user.created");
        assertThat(available.at("/events/0/data_fields/1").stringValue()).isEqualTo("email");
    }
}
