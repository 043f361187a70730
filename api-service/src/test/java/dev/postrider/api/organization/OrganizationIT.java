package dev.postrider.api.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OrganizationIT {
    private static final String ORGANIZATIONS = "/api/v1/organizations";

    private final RunningApi api = RunningApi.shared();

    @Test
    void acknowledgedOrganizationStandsOnTheTopic() {
        String id = "acme-" + UUID.randomUUID();

        JsonNode created =
                Json.of(RunningApi.post(api.admin(), ORGANIZATIONS, "{\"id\":\"" + id + "\",\"name\":\"Acme\"}"), 201);

        assertThat(created.required("status").stringValue()).isEqualTo("active");
        assertThat(TopicReader.read(api.topics().webhooks(), "org/" + id)).isNotEmpty();
        JsonNode read = Json.of(api.admin().get().uri(ORGANIZATIONS + "/" + id).exchange(), 200);
        assertThat(read).isEqualTo(created);
    }

    @Test
    void defaultOrganizationIsPublishedAtTheFirstStart() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TopicReader.read(api.topics().webhooks(), "org/default"))
                        .isNotEmpty());
        Json.of(api.admin().get().uri(ORGANIZATIONS + "/default").exchange(), 200);
    }

    @Test
    void idIsGeneratedWhereNoneIsGivenAndNeverTakenTwice() {
        JsonNode created = Json.of(RunningApi.post(api.admin(), ORGANIZATIONS, "{\"name\":\"Generated\"}"), 201);
        String id = created.required("id").stringValue();
        assertThat(id).startsWith("org_");

        Json.of(RunningApi.post(api.admin(), ORGANIZATIONS, "{\"id\":\"" + id + "\",\"name\":\"Again\"}"), 409);
    }

    @Test
    void wrongFieldsAreNamed() {
        JsonNode problem =
                Json.of(RunningApi.post(api.admin(), ORGANIZATIONS, "{\"id\":\"a b\",\"plan\":\"gold\"}"), 400);

        assertThat(Json.fields(problem)).containsExactly("plan", "name", "id");
    }

    @Test
    void listPagesThroughAll() {
        String one = api.newOrganization();
        String other = api.newOrganization();
        Set<String> seen = new HashSet<>();
        String query = "?limit=3";
        boolean more = true;
        while (more) {
            JsonNode page = Json.of(api.admin().get().uri(ORGANIZATIONS + query).exchange(), 200);
            page.required("items").forEach(item -> seen.add(item.required("id").stringValue()));
            more = page.required("has_more").booleanValue();
            query = "?limit=3&cursor=" + page.required("next_cursor").asString("");
        }
        assertThat(seen).contains(one, other, "default");
    }

    @Test
    void unknownOrganizationIsNotFound() {
        Json.of(api.admin().get().uri(ORGANIZATIONS + "/nobody").exchange(), 404);
    }
}
