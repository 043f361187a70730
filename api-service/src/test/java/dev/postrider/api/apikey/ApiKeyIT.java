package dev.postrider.api.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class ApiKeyIT {
    private static final String KEYS = "/api/v1/api-keys";

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
}
