package dev.postrider.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** No organization sees or changes another's rows, and nobody without a sufficient key anything. */
class ScopingIT {
    private static final String WEBHOOK =
            "{\"url\":\"https://example.com\",\"events\":[\"a\"],\"headers\":{\"X-T\":\"v\"}}";

    private final RunningApi api = RunningApi.shared();

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/webhooks/{webhook}",
        "PATCH, /api/v1/webhooks/{webhook}",
        "PUT, /api/v1/webhooks/{webhook}",
        "DELETE, /api/v1/webhooks/{webhook}",
        "POST, /api/v1/webhooks/{webhook}/test",
        "POST, /api/v1/webhooks/{webhook}/pause",
        "POST, /api/v1/webhooks/{webhook}/resume",
        "DELETE, /api/v1/api-keys/{key}",
        "GET, /api/v1/organizations/{organization}",
        "POST, /api/v1/organizations/{organization}/pause",
        "POST, /api/v1/organizations/{organization}/resume",
    })
    void anothersIdIsNotFound(String method, String path) {
        String owner = api.newOrganization();
        String webhook = id(RunningApi.post(api.adminOf(owner), "/api/v1/webhooks", WEBHOOK));
        String key =
                id(RunningApi.post(api.adminOf(owner), "/api/v1/api-keys", "{\"name\":\"k\",\"role\":\"viewer\"}"));
        String uri = path.replace("{webhook}", webhook).replace("{key}", key).replace("{organization}", owner);
        WebTestClient stranger = api.withKey(api.newKey(api.newOrganization(), "admin"));

        JsonNode problem = Json.of(exchange(stranger, method, uri), 404);

        assertThat(problem.required("title").stringValue()).isEqualTo("Not Found");
        assertThat(Json.of(
                                api.adminOf(owner)
                                        .get()
                                        .uri("/api/v1/webhooks/" + webhook)
                                        .exchange(),
                                200)
                        .required("version")
                        .intValue())
                .isEqualTo(1);
        assertThat(Json.of(
                                api.admin()
                                        .get()
                                        .uri("/api/v1/organizations/" + owner)
                                        .exchange(),
                                200)
                        .required("status")
                        .stringValue())
                .isEqualTo("active");
        assertThat(Json.of(api.adminOf(owner).get().uri("/api/v1/api-keys").exchange(), 200)
                        .at("/items/0/revoked_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void listsShowOnlyTheOrganizationsOwn() {
        String owner = api.newOrganization();
        id(RunningApi.post(api.adminOf(owner), "/api/v1/webhooks", WEBHOOK));
        String stranger = api.newKey(api.newOrganization(), "admin");

        JsonNode webhooks =
                Json.of(api.withKey(stranger).get().uri("/api/v1/webhooks").exchange(), 200);
        JsonNode keys =
                Json.of(api.withKey(stranger).get().uri("/api/v1/api-keys").exchange(), 200);

        assertThat(webhooks.required("items").size()).isZero();
        assertThat(webhooks.required("total").intValue()).isZero();
        assertThat(keys.required("items").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, GET, /api/v1/webhooks, 200",
        "viewer, GET, /api/v1/webhooks/events/available, 200",
        "viewer, POST, /api/v1/webhooks, 403",
        "viewer, POST, /api/v1/events, 403",
        "viewer, POST, /api/v1/webhooks/test, 403",
        "viewer, POST, /api/v1/events/e/cancel, 403",
        "producer, POST, /api/v1/events/e/cancel, 404",
        "producer, POST, /api/v1/deliveries/00000000-0000-4000-8000-000000000000/retry, 403",
        "viewer, POST, /api/v1/deliveries/00000000-0000-4000-8000-000000000000/cancel, 403",
        "manager, POST, /api/v1/deliveries/00000000-0000-4000-8000-000000000000/retry, 404",
        "producer, GET, /api/v1/webhooks, 403",
        "producer, POST, /api/v1/events, 400",
        "producer, POST, /api/v1/events/batch, 400",
        "producer, POST, /api/v1/webhooks, 403",
        "manager, GET, /api/v1/webhooks, 200",
        "manager, POST, /api/v1/webhooks, 400",
        "manager, POST, /api/v1/events, 400",
        "manager, GET, /api/v1/api-keys, 403",
        "manager, POST, /api/v1/api-keys, 403",
        "admin, POST, /api/v1/api-keys, 400",
        "admin, GET, /api/v1/organizations, 403",
        "admin, POST, /api/v1/organizations, 403",
        "admin, GET, /api/v1/organizations/default, 404",
        "viewer, POST, /api/v1/webhooks/00000000-0000-4000-8000-000000000000/pause, 403",
        "viewer, POST, /api/v1/webhooks/00000000-0000-4000-8000-000000000000/resume, 403",
        "producer, POST, /api/v1/webhooks/00000000-0000-4000-8000-000000000000/pause, 403",
        "manager, POST, /api/v1/webhooks/00000000-0000-4000-8000-000000000000/pause, 404",
        "manager, GET, /api/v1/organizations/default, 403",
        "manager, POST, /api/v1/organizations/default/pause, 403",
        "manager, POST, /api/v1/organizations/default/resume, 403",
        "admin, POST, /api/v1/organizations/default/pause, 404",
        "viewer, GET, /api/v1/dead-letters, 200",
        "viewer, GET, /api/v1/redrives, 200",
        "viewer, POST, /api/v1/redrives, 403",
        "viewer, POST, /api/v1/replays, 403",
        "viewer, POST, /api/v1/deliveries/cancel, 403",
        "producer, GET, /api/v1/dead-letters, 403",
        "producer, POST, /api/v1/webhooks/00000000-0000-4000-8000-000000000000/replay, 403",
        "manager, POST, /api/v1/redrives, 422",
        "admin, GET, /api/v1/pause, 403",
        "admin, POST, /api/v1/pause, 403",
        "admin, POST, /api/v1/resume, 403",
    })
    void roleDecidesWhatAKeyMayDo(String role, String method, String path, int status) {
        WebTestClient client = api.withKey(api.newKey(api.newOrganization(), role));

        exchange(client, method, path).expectStatus().isEqualTo(status);
    }

    @Test
    void viewersDoNotSeeTheValuesOfHeaders() {
        String organization = api.newOrganization();
        String webhook = id(RunningApi.post(api.adminOf(organization), "/api/v1/webhooks", WEBHOOK));
        WebTestClient viewer = api.withKey(api.newKey(organization, "viewer"));

        JsonNode read = Json.of(viewer.get().uri("/api/v1/webhooks/" + webhook).exchange(), 200);

        assertThat(read.required("headers").toString()).isEqualTo("{\"X-T\":\"***\"}");
    }

    @Test
    void everyPathBelowApiAsksForAKey() {
        for (String path : List.of(
                "/api/v1/webhooks",
                "/api/v1/nothing",
                "/%61pi/v1/webhooks",
                "/api;x=y/v1/webhooks",
                "//api/v1/webhooks")) {
            JsonNode problem = Json.of(
                    api.anonymous().get().uri(URI.create(api.baseUrl() + path)).exchange(), 401);
            assertThat(problem.required("status").intValue()).as(path).isEqualTo(401);
        }
        api.anonymous()
                .get()
                .uri("/api/v1/webhooks")
                .exchange()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer realm=\"postrider\"");
        Json.of(
                api.withKey("prk_" + "A".repeat(43))
                        .get()
                        .uri("/api/v1/webhooks")
                        .exchange(),
                401);
        Json.of(
                api.withKey(RunningApi.ADMIN_KEY + "x")
                        .get()
                        .uri("/api/v1/webhooks")
                        .exchange(),
                401);
    }

    @Test
    void organizationHeaderIsForPlatformAdministrators() {
        String organization = api.newOrganization();
        WebTestClient own = api.withKey(api.newKey(organization, "admin"));

        exchangeFor(own, organization).expectStatus().isOk();
        assertThat(Json.fields(Json.of(exchangeFor(own, "default"), 403))).containsExactly("X-Organization-Id");
        Json.of(exchangeFor(api.admin(), "no-such-organization"), 404);
        assertThat(Json.fields(Json.of(exchangeFor(api.admin(), "a b"), 400))).containsExactly("X-Organization-Id");
    }

    private static WebTestClient.ResponseSpec exchangeFor(WebTestClient client, String organization) {
        return client.get()
                .uri("/api/v1/webhooks")
                .header("X-Organization-Id", organization)
                .exchange();
    }

    private static WebTestClient.ResponseSpec exchange(WebTestClient client, String method, String path) {
        WebTestClient.RequestBodySpec request =
                client.method(HttpMethod.valueOf(method)).uri(path);
        return method.equals("GET") || method.equals("DELETE")
                ? request.exchange()
                : request.contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{}")
                        .exchange();
    }

    private static String id(WebTestClient.ResponseSpec created) {
        return Json.of(created, 201).required("id").stringValue();
    }
}
