package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks that go from one organization to another, and those that come from elsewhere. */
class WebhookTransferIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String IMPORT = WEBHOOKS + "/import";
    private static final int MAX = 1000;

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());
    private final WebTestClient other = api.adminOf(api.newOrganization());

    @Test
    void exportedWebhooksAreTheSameInAnotherOrganizationAndUnchangedWhenTheyAreImportedAgain() {
        create("""
                {"url":"https://example.com/a","events":["user.*","order.paid"],"name":"A","description":"first",
                 "metadata":{"team":{"id":7.50}},"timeout_seconds":10,"retry":{"schedule":"custom","delays_seconds":[5,10]},
                 "signatures":["github"],"rate_limit_per_second":5,"max_concurrency":2,"ordered":true,"enabled":false,
                 "auto_disable":{"consecutive_failures":9}}""");
        create("{\"url\":\"https://example.com/b\",\"events\":[\"*\"],\"external_id\":\"old-17\"}");
        JsonNode exported = export(client);

        JsonNode imported = Json.of(RunningApi.post(other, IMPORT, exported.toString()), 200);
        assertThat(imported.required("created").intValue()).isEqualTo(2);
        assertThat(imported.required("results").valueStream())
                .allMatch(item -> item.required("secret").stringValue().startsWith("whsec_")
                        && item.required("status").intValue() == 201);
        assertThat(export(other)).isEqualTo(exported);
        assertThat(export(other)
                        .required("webhooks")
                        .valueStream()
                        .map(item -> item.required("external_id").stringValue()))
                .contains("old-17");

        JsonNode again = upsert(other, exported);
        assertThat(again.required("unchanged").intValue()).isEqualTo(2);
        assertThat(again.toString()).doesNotContain("whsec_");
        assertThat(upsert(client, exported).required("unchanged").intValue()).isEqualTo(2);
        assertThat(Json.of(RunningApi.post(client, IMPORT, exported.toString()), 400)
                        .required("refused")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void exportHasNoSecretAndImportAsksForThoseThatItWouldNeed() {
        create("""
                {"url":"https://example.com","events":["a"],"secret":"very-secret-one","headers":{"X-Token":"t0ken-t0ken"},
                 "auth":{"type":"bearer","token":"bearer-token"}}""");
        JsonNode exported = export(client);

        assertThat(exported.toString()).doesNotContain("very-secret-one", "t0ken-t0ken", "bearer-token");
        JsonNode refused = Json.of(RunningApi.post(other, IMPORT, exported.toString()), 400)
                .required("results")
                .required(0);
        assertThat(refused.required("status").intValue()).isEqualTo(400);
        assertThat(Json.fields(refused)).containsExactlyInAnyOrder("headers", "auth.token");

        String id = Json.of(client.get().uri(WEBHOOKS).exchange(), 200)
                .required("items")
                .required(0)
                .required("id")
                .stringValue();
        assertThat(upsert(client, exported).required("unchanged").intValue()).isEqualTo(1);
        assertThat(api.published(id).headers().entries()).containsExactly(entry("X-Token", "t0ken-t0ken"));
    }

    @Test
    void givenSecretIsTakenAndTheSameOneAgainChangesNothing() {
        String body = "{\"mode\":\"upsert\",\"webhooks\":[{\"url\":\"https://example.com\",\"events\":[\"a\"],"
                + "\"external_id\":\"x\",\"secret\":\"secret-of-old\"}]}";

        JsonNode created = item(Json.of(RunningApi.post(client, IMPORT, body), 200));
        JsonNode again = item(Json.of(RunningApi.post(client, IMPORT, body), 200));

        assertThat(created.required("secret").stringValue()).isEqualTo("secret-of-old");
        assertThat(again.required("action").stringValue()).isEqualTo("unchanged");
        assertThat(again.required("id")).isEqualTo(created.required("id"));
        assertThat(item(Json.of(RunningApi.post(client, IMPORT, body.replace("of-old", "of-new")), 200))
                        .required("version")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void webhookWithoutAnExternalIdIsRecognizedByItsName() {
        create("{\"url\":\"https://example.com/a\",\"events\":[\"a\"],\"name\":\"CRM\"}");
        String body =
                "{\"mode\":\"upsert\",\"webhooks\":[{\"url\":\"https://example.com/b\",\"events\":[\"b\"],\"name\":\"CRM\"}]}";

        JsonNode updated = item(Json.of(RunningApi.post(client, IMPORT, body), 200));
        assertThat(updated.required("action").stringValue()).isEqualTo("updated");
        assertThat(updated.required("version").intValue()).isEqualTo(2);

        create("{\"url\":\"https://example.com/c\",\"events\":[\"a\"],\"name\":\"CRM\"}");
        assertThat(item(Json.of(RunningApi.post(client, IMPORT, body), 400))
                        .required("status")
                        .intValue())
                .isEqualTo(409);
    }

    @Test
    void whatIsWrongWithOneIsToldAsOfPostAndKeepsNoOther() {
        JsonNode answer = Json.of(RunningApi.post(client, IMPORT, """
                {"webhooks":[{"url":"https://example.com","events":["a"]},
                             {"url":"ftp://example.com","is_active":true,"retry":{"max_retries":99}},
                             {"url":"https://example.com","events":["b"],"enabled":false}]}"""), 207);

        assertThat(answer.required("created").intValue()).isEqualTo(2);
        assertThat(answer.required("refused").intValue()).isEqualTo(1);
        JsonNode refused = answer.required("results").required(1);
        assertThat(Json.fields(refused)).containsExactlyInAnyOrder("is_active", "url", "events", "retry.max_retries");
        assertThat(Json.message(refused, "is_active")).contains("use enabled");
        assertThat(answer.required("results")
                        .required(0)
                        .required("webhook_status")
                        .stringValue())
                .isEqualTo("active");
    }

    @Test
    void dryRunSaysWhatWouldBeDoneAndDoesNothing() {
        create("{\"url\":\"https://example.com/a\",\"events\":[\"a\"],\"external_id\":\"a\"}");
        create("{\"url\":\"https://example.com/b\",\"events\":[\"a\"],\"external_id\":\"b\"}");

        JsonNode answer = Json.of(RunningApi.post(client, IMPORT, """
                {"mode":"upsert","dry_run":true,"webhooks":[
                 {"external_id":"a","url":"https://example.com/a","events":["a"]},
                 {"external_id":"b","url":"https://example.com/b","events":["b"]},
                 {"external_id":"c","url":"https://example.com/c","events":["c"]},
                 {"external_id":"d","url":"nonsense"}]}"""), 207);

        assertThat(answer.required("dry_run").booleanValue()).isTrue();
        assertThat(answer.required("results")
                        .valueStream()
                        .map(item -> item.path("action").asString("")))
                .containsExactly("unchanged", "updated", "created", "");
        assertThat(answer.toString()).doesNotContain("whsec_");
        assertThat(export(client)
                        .required("webhooks")
                        .valueStream()
                        .map(item -> item.required("events").toString()))
                .containsExactly("[\"a\"]", "[\"a\"]");
    }

    @Test
    void noMoreAreMadeThanTheOrganizationMayHave() {
        create("{\"url\":\"https://example.com\",\"events\":[\"a\"]}");
        String all = IntStream.range(0, MAX)
                .mapToObj(i -> "{\"url\":\"https://example.com\",\"events\":[\"a\"]}")
                .collect(Collectors.joining(",", "{\"dry_run\":true,\"webhooks\":[", "]}"));

        JsonNode answer = Json.of(RunningApi.post(client, IMPORT, all), 207);

        assertThat(answer.required("created").intValue()).isEqualTo(MAX - 1);
        assertThat(answer.required("results")
                        .required(MAX - 1)
                        .required("detail")
                        .stringValue())
                .contains("may have 1000 webhooks");
    }

    @Test
    void requestThatIsWrongAsAWholeIsRefused() {
        JsonNode problem = Json.of(RunningApi.post(client, IMPORT, """
                {"webhooks":[{"external_id":"a"},7,{"external_id":"a"}],"mode":"merge","dry_run":"yes","items":[]}"""), 400);

        assertThat(Json.fields(problem))
                .containsExactlyInAnyOrder("items", "mode", "dry_run", "webhooks[1]", "webhooks[2].external_id");
        assertThat(Json.fields(Json.of(RunningApi.post(client, IMPORT, "{\"webhooks\":[]}"), 400)))
                .containsExactly("webhooks");
        assertThat(Json.fields(Json.of(RunningApi.post(client, IMPORT, "{}"), 400)))
                .containsExactly("webhooks");
    }

    @Test
    void externalIdBelongsToOneWebhookOfAnOrganization() {
        create("{\"url\":\"https://example.com\",\"events\":[\"a\"],\"external_id\":\"mine\"}");

        JsonNode taken = Json.of(
                RunningApi.post(
                        client,
                        WEBHOOKS,
                        "{\"url\":\"https://example.com\",\"events\":[\"a\"],\"external_id\":\"mine\"}"),
                409);
        assertThat(Json.fields(taken)).containsExactly("external_id");
        Json.of(
                RunningApi.post(
                        other,
                        WEBHOOKS,
                        "{\"url\":\"https://example.com\",\"events\":[\"a\"],\"external_id\":\"mine\"}"),
                201);
    }

    private JsonNode create(String json) {
        return Json.of(RunningApi.post(client, WEBHOOKS, json), 201);
    }

    private static JsonNode upsert(WebTestClient by, JsonNode exported) {
        return Json.of(
                RunningApi.post(
                        by,
                        IMPORT,
                        ((ObjectNode) exported.deepCopy()).put("mode", "upsert").toString()),
                200);
    }

    private static JsonNode item(JsonNode answer) {
        return List.copyOf(answer.required("results").values()).getFirst();
    }

    private static JsonNode export(WebTestClient by) {
        return Json.of(by.get().uri(WEBHOOKS + "/export").exchange(), 200);
    }
}
