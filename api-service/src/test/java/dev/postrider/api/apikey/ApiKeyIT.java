package dev.postrider.api.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class ApiKeyIT {
    private static final String KEYS = "/api/v1/api-keys";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();

    @Test
    void keyIsShownOnceAndKeptAsAHash() throws SQLException {
        JsonNode created = Json.of(
                RunningApi.post(api.adminOf(organization), KEYS, "{\"name\":\"ci\",\"role\":\"producer\"}"), 201);

        String key = created.required("key").stringValue();
        assertThat(key).startsWith("prk_").hasSize(47);
        assertThat(created.required("prefix").stringValue()).isEqualTo(key.substring(0, 12));
        JsonNode listed = Json.of(api.adminOf(organization).get().uri(KEYS).exchange(), 200)
                .at("/items/0");
        assertThat(listed.has("key")).isFalse();
        assertThat(listed.required("name").stringValue()).isEqualTo("ci");
        try (Connection connection = api.database().connect();
                PreparedStatement query =
                        connection.prepareStatement("SELECT sha256(?::bytea) = hash FROM api_keys WHERE id = ?")) {
            query.setString(1, key);
            query.setObject(2, UUID.fromString(created.required("id").stringValue()));
            try (var rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void organizationAdministratorMakesAndRevokesKeys() {
        WebTestClient admin = api.withKey(api.newKey(organization, "admin"));
        JsonNode created = Json.of(RunningApi.post(admin, KEYS, "{\"name\":\"v\",\"role\":\"viewer\"}"), 201);
        WebTestClient viewer = api.withKey(created.required("key").stringValue());
        viewer.get().uri("/api/v1/webhooks").exchange().expectStatus().isOk();

        admin.delete()
                .uri(KEYS + "/" + created.required("id").stringValue())
                .exchange()
                .expectStatus()
                .isNoContent();

        viewer.get().uri("/api/v1/webhooks").exchange().expectStatus().isUnauthorized();
        assertThat(created.required("created_by").stringValue()).startsWith("prk_");
    }

    @Test
    void wrongFieldsAreNamed() {
        JsonNode problem = Json.of(
                RunningApi.post(api.adminOf(organization), KEYS, "{\"role\":\"platform_admin\",\"scopes\":[]}"), 400);

        assertThat(Json.fields(problem)).containsExactly("scopes", "name", "role");
        assertThat(Json.message(problem, "role")).isEqualTo("must be one of: viewer, producer, manager, admin");
    }

    @Test
    void listPagesThroughAllOldestFirst() {
        api.newKey(organization, "viewer");
        api.newKey(organization, "manager");
        api.newKey(organization, "admin");

        JsonNode first =
                Json.of(api.adminOf(organization).get().uri(KEYS + "?limit=2").exchange(), 200);
        JsonNode second = Json.of(
                api.adminOf(organization)
                        .get()
                        .uri(KEYS + "?cursor=" + first.required("next_cursor").stringValue())
                        .exchange(),
                200);

        assertThat(first.at("/items/0/role").stringValue()).isEqualTo("viewer");
        assertThat(first.required("items").size()).isEqualTo(2);
        assertThat(second.required("items").size()).isEqualTo(1);
        assertThat(second.at("/items/0/role").stringValue()).isEqualTo("admin");
        assertThat(second.has("total")).isFalse();
    }

    @Test
    void keyEndsAtItsTimeAndItsUseIsNotedMeanwhile() {
        Instant expiry = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MICROS);
        JsonNode created = Json.of(
                RunningApi.post(
                        api.adminOf(organization),
                        KEYS,
                        "{\"name\":\"short\",\"role\":\"viewer\",\"expires_at\":\"" + expiry + "\"}"),
                201);
        WebTestClient viewer = api.withKey(created.required("key").stringValue());
        String path = KEYS + "/" + created.required("id").stringValue();

        viewer.get().uri("/api/v1/webhooks").exchange().expectStatus().isOk();

        assertThat(created.required("expires_at").stringValue()).isEqualTo(expiry.toString());
        assertThat(created.required("last_used_at").isNull()).isTrue();
        assertThat(created.required("rotation_hint").stringValue()).isEqualTo("expires_soon");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Json.of(
                                        api.adminOf(organization)
                                                .get()
                                                .uri(path)
                                                .exchange(),
                                        200)
                                .required("last_used_at")
                                .isString())
                        .isTrue());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                Json.of(viewer.get().uri("/api/v1/webhooks").exchange(), 401)
                                        .required("detail")
                                        .stringValue())
                        .isEqualTo("The key expired at " + expiry + "."));
        Json.of(api.adminOf(api.newOrganization()).get().uri(path).exchange(), 404);
    }

    @Test
    void wrongTimesAndLimitsAreNamed() {
        JsonNode problem = Json.of(
                RunningApi.post(
                        api.adminOf(organization),
                        KEYS,
                        "{\"name\":\"n\",\"role\":\"viewer\",\"expires_at\":\"2020-01-01T00:00:00Z\",\"requests_per_second\":0}"),
                400);

        assertThat(Json.fields(problem)).containsExactly("expires_at", "requests_per_second");
    }

    @Test
    void keyThatAsksTooMuchIsToldWhenToAskAgain() {
        JsonNode created = Json.of(
                RunningApi.post(
                        api.adminOf(organization),
                        KEYS,
                        "{\"name\":\"slow\",\"role\":\"viewer\",\"requests_per_second\":1}"),
                201);
        WebTestClient viewer = api.withKey(created.required("key").stringValue());

        viewer.get()
                .uri("/api/v1/webhooks")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueMatches("RateLimit-Policy", "\"key\";q=1;w=1, \"organization\";q=\\d+;w=1")
                .expectHeader()
                .valueMatches("RateLimit", "\"key\";r=0;t=1, \"organization\";r=\\d+;t=1");
        await().atMost(SOON)
                .untilAsserted(() -> viewer.get()
                        .uri("/api/v1/webhooks")
                        .exchange()
                        .expectStatus()
                        .isEqualTo(429)
                        .expectHeader()
                        .valueEquals("Retry-After", "1")
                        .expectHeader()
                        .valueMatches("RateLimit", "\"key\";r=0;t=1"));
    }

    @Test
    void organizationIsHeldToItsLimits() {
        api.admin()
                .patch()
                .uri("/api/v1/organizations/" + organization)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"limits\":{\"publish_per_second\":1,\"event_bytes\":1024,\"webhooks\":0}}")
                .exchange()
                .expectStatus()
                .isOk();
        WebTestClient admin = api.withKey(api.newKey(organization, "admin"));
        String large = "{\"event\":\"a\",\"data\":\"" + "x".repeat(2000) + "\"}";
        String two = "{\"events\":[{\"event\":\"a\",\"data\":1},{\"event\":\"a\",\"data\":2}]}";

        assertThat(Json.of(RunningApi.post(admin, "/api/v1/events", large), 413)
                        .required("detail")
                        .stringValue())
                .contains("at most 1024");
        await().atMost(SOON)
                .until(() -> RunningApi.post(admin, "/api/v1/events/batch", two)
                                .returnResult(byte[].class)
                                .getStatus()
                                .value()
                        == 202);
        RunningApi.post(admin, "/api/v1/events", "{\"event\":\"a\",\"data\":1}")
                .expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("RateLimit-Policy", "\"publish\";q=1;w=1");
        assertThat(Json.of(
                                RunningApi.post(
                                        admin,
                                        "/api/v1/webhooks",
                                        "{\"url\":\"https://example.com\",\"events\":[\"a\"]}"),
                                409)
                        .required("detail")
                        .stringValue())
                .contains("may have 0 webhooks");
    }
}
