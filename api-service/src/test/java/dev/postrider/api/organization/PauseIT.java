package dev.postrider.api.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.testkit.TopicReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Pausing and resuming all of an organization, and everything. */
class PauseIT {
    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final String path = "/api/v1/organizations/" + organization;

    @Test
    void organizationIsPausedByItsAdministratorAndResumed() {
        WebTestClient own = api.withKey(api.newKey(organization, "admin"));

        JsonNode paused = post(own, path + "/pause");

        assertThat(paused.required("status").stringValue()).isEqualTo("paused");
        assertThat(OrganizationCodec.decode(last("org/" + organization)).paused())
                .isTrue();
        assertThat(Json.of(own.get().uri(path).exchange(), 200)).isEqualTo(paused);
        assertThat(Json.of(api.admin().get().uri(path).exchange(), 200)).isEqualTo(paused);

        assertThat(post(api.admin(), path + "/resume").required("status").stringValue())
                .isEqualTo("active");
        assertThat(OrganizationCodec.decode(last("org/" + organization)).paused())
                .isFalse();
    }

    @Test
    void repeatingACallWritesNothing() {
        post(api.admin(), path + "/pause");
        int before =
                TopicReader.read(api.topics().webhooks(), "org/" + organization).size();

        post(api.admin(), path + "/pause");

        assertThat(TopicReader.read(api.topics().webhooks(), "org/" + organization))
                .hasSize(before);
    }

    @Test
    void organizationThatIsNotThereCannotBePaused() {
        Json.of(RunningApi.post(api.admin(), "/api/v1/organizations/nobody/pause", ""), 404);
        Json.of(RunningApi.post(api.admin(), "/api/v1/organizations/a%20b/resume", ""), 404);
    }

    @Test
    void everythingIsPausedAndResumedByThePlatformAdministrator() {
        JsonNode paused = post(api.admin(), "/api/v1/pause");
        try {
            assertThat(paused.required("paused").booleanValue()).isTrue();
            assertThat(paused.required("changed_by").stringValue()).isEqualTo("platform_admin");
            assertThat(paused.required("changed_at").isString()).isTrue();
            assertThat(OrganizationCodec.decode(last("*")).paused()).isTrue();
            assertThat(Json.of(api.admin().get().uri("/api/v1/pause").exchange(), 200))
                    .isEqualTo(paused);
            assertThat(post(api.admin(), "/api/v1/pause")).isEqualTo(paused);
        } finally {
            post(api.admin(), "/api/v1/resume");
        }
        assertThat(OrganizationCodec.decode(last("*")).paused()).isFalse();
        assertThat(Json.of(api.admin().get().uri("/api/v1/pause").exchange(), 200)
                        .required("paused")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void everythingIsShadowedByThePlatformAdministratorBesideItsPause() {
        JsonNode shadowed = Json.of(api.admin().put().uri("/api/v1/shadow").exchange(), 200);
        try {
            assertThat(shadowed.required("shadow").booleanValue()).isTrue();
            assertThat(shadowed.required("changed_by").stringValue()).isEqualTo("platform_admin");
            assertThat(OrganizationCodec.decode(last("*")).shadow()).isTrue();
            assertThat(OrganizationCodec.decode(last("*")).paused()).isFalse();
            assertThat(Json.of(api.admin().put().uri("/api/v1/shadow").exchange(), 200))
                    .isEqualTo(shadowed);
            assertThat(Json.of(api.admin().get().uri("/api/v1/shadow").exchange(), 200))
                    .isEqualTo(shadowed);
            Json.of(
                    api.withKey(api.newKey(organization, "admin"))
                            .put()
                            .uri("/api/v1/shadow")
                            .exchange(),
                    403);
        } finally {
            Json.of(api.admin().delete().uri("/api/v1/shadow").exchange(), 200);
        }
        assertThat(OrganizationCodec.decode(last("*")).shadow()).isFalse();
    }

    private static JsonNode post(WebTestClient client, String path) {
        return Json.of(RunningApi.post(client, path, ""), 200);
    }

    private ConsumerRecord<byte[], byte[]> last(String key) {
        return TopicReader.read(api.topics().webhooks(), key).getLast();
    }
}
