package dev.postrider.api.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.testkit.TopicReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
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

    @Test
    void settingsAreChangedByNameAndTheDispatcherIsToldOfItsOwn() {
        String id = api.newOrganization();
        int told = TopicReader.read(api.topics().webhooks(), "org/" + id).size();

        JsonNode limited = Json.of(
                patch(
                        api.admin(),
                        id,
                        "{\"limits\":{\"publish_per_second\":7,\"webhooks\":0},\"retention\":{\"payload_days\":3}}"),
                200);

        assertThat(limited.at("/limits/publish_per_second").intValue()).isEqualTo(7);
        assertThat(limited.at("/limits/webhooks").intValue()).isZero();
        assertThat(limited.at("/limits/event_bytes").isNull()).isTrue();
        assertThat(limited.at("/retention/payload_days").intValue()).isEqualTo(3);
        assertThat(TopicReader.read(api.topics().webhooks(), "org/" + id)).hasSize(told);

        JsonNode shadow =
                Json.of(patch(api.admin(), id, "{\"shadow\":true,\"limits\":{\"publish_per_second\":null}}"), 200);

        assertThat(shadow.at("/limits/publish_per_second").isNull()).isTrue();
        assertThat(shadow.at("/limits/webhooks").intValue()).isZero();
        assertThat(shadow.required("status").stringValue()).isEqualTo("active");
        assertThat(OrganizationCodec.decode(
                        TopicReader.read(api.topics().webhooks(), "org/" + id).getLast()))
                .isEqualTo(OrganizationState.ACTIVE.withShadow(true));
        assertThat(Json.of(api.admin().get().uri(ORGANIZATIONS + "/" + id).exchange(), 200))
                .isEqualTo(shadow);
    }

    @Test
    void administratorsDecideOnStrictnessAndNotOnWhatTheyAreHeldTo() {
        String id = api.newOrganization();
        WebTestClient own = api.withKey(api.newKey(id, "admin"));

        JsonNode strict = Json.of(patch(own, id, "{\"strict_event_types\":true}"), 200);
        JsonNode refused = Json.of(patch(own, id, "{\"strict_event_types\":false,\"shadow\":true,\"limits\":{}}"), 403);

        assertThat(strict.required("strict_event_types").booleanValue()).isTrue();
        assertThat(Json.fields(refused)).containsExactlyInAnyOrder("shadow", "limits");
        assertThat(OrganizationCodec.decode(
                        TopicReader.read(api.topics().webhooks(), "org/" + id).getLast()))
                .isEqualTo(OrganizationState.ACTIVE.withStrict(true));
        Json.of(patch(own, "default", "{\"shadow\":true}"), 404);
    }

    @Test
    void wrongSettingsAreNamed() {
        JsonNode problem = Json.of(
                patch(
                        api.admin(),
                        "default",
                        "{\"shadow\":1,\"limits\":{\"publish_per_second\":0,\"rate\":1},\"retention\":{\"payload_days\":\"3\"}}"),
                400);

        assertThat(Json.fields(problem))
                .containsExactly("shadow", "limits.rate", "limits.publish_per_second", "retention.payload_days");
    }

    private static WebTestClient.ResponseSpec patch(WebTestClient client, String id, String json) {
        return client.patch()
                .uri(ORGANIZATIONS + "/" + id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange();
    }
}
