package dev.postrider.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Reading the audit log. */
class AuditLogIT {
    private static final String LOG = "/api/v1/audit-log";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();

    @Test
    void administratorReadsTheOrganizationsOwnRowsAloneNewestFirst() {
        String key = api.newKey(organization, "admin");
        api.newKey(api.newOrganization(), "admin");
        WebTestClient admin = api.withKey(key);
        Json.of(RunningApi.post(admin, "/api/v1/api-keys", "{\"name\":\"two\",\"role\":\"viewer\"}"), 201);

        JsonNode page = list(admin, "");

        assertThat(actions(page)).containsExactly("api_key.created", "api_key.created", "organization.created");
        assertThat(page.at("/items/0/actor/kind").stringValue()).isEqualTo("api_key");
        assertThat(page.at("/items/0/actor/name").stringValue()).isEqualTo(key.substring(0, 12));
        assertThat(page.at("/items/0/address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(actions(list(admin, "?actor=" + key.substring(0, 12)))).hasSize(1);
        assertThat(actions(list(admin, "?actor=" + page.at("/items/0/actor/id").stringValue())))
                .hasSize(1);
        assertThat(actions(list(admin, "?action=organization.created&to=2999-01-01T00:00:00Z")))
                .hasSize(1);
        assertThat(actions(list(admin, "?from=2999-01-01T00:00:00Z"))).isEmpty();
        JsonNode first = list(admin, "?limit=2");
        JsonNode second =
                list(admin, "?limit=2&cursor=" + first.required("next_cursor").stringValue());
        assertThat(actions(second)).containsExactly("organization.created");
        assertThat(actions(list(api.admin(), "?subject=" + organization))).containsExactly("organization.created");
        assertThat(actions(list(api.adminOf("default"), "?subject=" + organization)))
                .isEmpty();
    }

    @Test
    void requestIdOfTheCallerStandsInTheRowAndInTheAnswer() {
        RunningApi.post(
                        api.adminOf(organization)
                                .mutate()
                                .defaultHeader("X-Request-Id", "from-me:1")
                                .build(),
                        "/api/v1/api-keys",
                        "{\"name\":\"two\",\"role\":\"viewer\"}")
                .expectHeader()
                .valueEquals("X-Request-Id", "from-me:1");
        api.adminOf(organization)
                .get()
                .uri("/api/v1/webhooks")
                .header("X-Request-Id", "not one")
                .exchange()
                .expectHeader()
                .value("X-Request-Id", given -> assertThat(given).hasSize(36));

        assertThat(list(api.adminOf(organization), "").at("/items/0/request_id").stringValue())
                .isEqualTo("from-me:1");
    }

    @Test
    void wrongFiltersAreNamedAndLesserRolesReadNothing() {
        JsonNode problem = Json.of(
                api.adminOf(organization)
                        .get()
                        .uri(LOG + "?action=x.y&who=me&from=now")
                        .exchange(),
                400);

        assertThat(Json.fields(problem)).containsExactlyInAnyOrder("who", "action", "from");
        Json.of(api.withKey(api.newKey(organization, "manager")).get().uri(LOG).exchange(), 403);
    }

    private static JsonNode list(WebTestClient client, String query) {
        return Json.of(client.get().uri(LOG + query).exchange(), 200);
    }

    private static List<String> actions(JsonNode page) {
        return page.required("items")
                .valueStream()
                .map(row -> row.required("action").stringValue())
                .toList();
    }
}
