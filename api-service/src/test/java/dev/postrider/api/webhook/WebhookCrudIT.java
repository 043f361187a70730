package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Webhooks from creation to deletion, on the wire and on their topic. */
class WebhookCrudIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());

    @Test
    void createdWebhookShowsEveryFieldAndItsSecretOnce() {
        JsonNode created = create("""
                {"url":"https://example.com/hook","events":["user.*","order.paid"],"name":"CRM","description":"to the CRM",
                 "headers":{"X-Token":"t0ken"},"metadata":{"team":{"id":7}},"timeout_seconds":10,
                 "retry":{"schedule":"custom","delays_seconds":[5,10]},"signatures":["standard"]}""");

        assertThat(created.required("status").stringValue()).isEqualTo("active");
        assertThat(created.required("secret").stringValue()).startsWith("whsec_");
        assertThat(created.has("standard_secret")).isFalse();
        JsonNode read = get(id(created));
        assertThat(read.has("secret")).isFalse();
        assertThat(read.required("url").stringValue()).isEqualTo("https://example.com/hook");
        assertThat(read.required("events").toString()).isEqualTo("[\"user.*\",\"order.paid\"]");
        assertThat(read.required("headers").toString()).isEqualTo("{\"X-Token\":\"***\"}");
        assertThat(read.required("metadata").toString()).isEqualTo("{\"team\":{\"id\":7}}");
        assertThat(read.required("retry").required("max_retries").intValue()).isEqualTo(2);
        assertThat(read.required("signatures").toString()).isEqualTo("[\"standard\"]");
        assertThat(read.required("created_by").stringValue()).isEqualTo("platform_admin");
        assertThat(read.required("version").intValue()).isEqualTo(1);
        assertThat(read.required("success_count").intValue()).isZero();
        assertThat(read.required("last_triggered_at").isNull()).isTrue();
    }

    @Test
    void givenSecretWithoutThePrefixIsShownInBothForms() {
        JsonNode created = create("""
                {"url":"https://example.com","events":["*"],"secret":"my own secret"}""");

        assertThat(created.required("secret").stringValue()).isEqualTo("my own secret");
        assertThat(created.required("standard_secret").stringValue()).isEqualTo("whsec_bXkgb3duIHNlY3JldA==");
    }

    @Test
    void acknowledgedWebhookStandsOnTheTopicWithItsSecret() {
        JsonNode created = create("""
                {"url":"https://example.com/hook","events":["a.b"],"headers":{"B":"2","A":"1"}}""");

        Webhook published = last(id(created));
        assertThat(published.state()).isEqualTo(WebhookState.ACTIVE);
        assertThat(published.version()).isEqualTo(1);
        assertThat(published.url()).isEqualTo("https://example.com/hook");
        assertThat(published.headers().entries().keySet()).containsExactly("B", "A");
        assertThat(published.signing().newest().value())
                .isEqualTo(created.required("secret").stringValue());
        assertThat(published.cancelBefore()).isNull();
    }

    @Test
    void patchMergesAndPutReplacesGivenFields() {
        String id = id(create("""
                {"url":"https://example.com","events":["a"],"name":"n","headers":{"A":"1","B":"2"},
                 "metadata":{"x":1,"y":{"z":2}},"retry":{"schedule":"custom","delays_seconds":[5],"jitter_percent":10}}"""));

        JsonNode patched = patch(id, """
                {"name":null,"headers":{"B":null,"C":"3"},"metadata":{"y":{"w":3}},"retry":{"schedule":"fast"}}""");

        assertThat(patched.required("name").isNull()).isTrue();
        assertThat(patched.required("headers").toString()).isEqualTo("{\"A\":\"***\",\"C\":\"***\"}");
        assertThat(last(id).headers().entries()).containsExactly(entry("A", "1"), entry("C", "3"));
        assertThat(patched.required("metadata").toString()).isEqualTo("{\"x\":1,\"y\":{\"z\":2,\"w\":3}}");
        assertThat(patched.required("retry").required("schedule").stringValue()).isEqualTo("fast");
        assertThat(patched.required("retry").required("jitter_percent").intValue())
                .isEqualTo(10);
        assertThat(patched.required("version").intValue()).isEqualTo(2);

        JsonNode put = put(id, "{\"headers\":{\"D\":\"4\"},\"retry\":{\"max_retries\":1}}");

        assertThat(put.required("headers").toString()).isEqualTo("{\"D\":\"***\"}");
        assertThat(put.required("retry").required("schedule").stringValue()).isEqualTo("standard");
        assertThat(put.required("url").stringValue()).isEqualTo("https://example.com/");
        assertThat(last(id).version()).isEqualTo(3);
    }

    @Test
    void whatIsShownInThePlaceOfAHeadersValueKeepsItWhenItIsSentBack() {
        String id = id(create("""
                {"url":"https://example.com","events":["a"],"headers":{"X-Token":"t0ken","X-Team":"crm"}}"""));

        patch(id, "{\"headers\":{\"x-token\":\"***\",\"X-Team\":\"ops\"}}");
        put(id, "{\"headers\":{\"X-Team\":\"***\",\"x-token\":\"***\"}}");

        assertThat(last(id).headers().entries()).containsOnly(entry("x-token", "t0ken"), entry("X-Team", "ops"));
    }

    @Test
    void pacingIsShownPublishedAndTakenAwayByNull() {
        JsonNode created = create("""
                {"url":"https://example.com","events":["a"],"rate_limit_per_second":100,"max_concurrency":4,"ordered":true}""");
        String id = id(created);

        assertThat(created.required("rate_limit_per_second").intValue()).isEqualTo(100);
        assertThat(last(id).pacing()).isEqualTo(new Pacing(100, 4, true));

        JsonNode patched = patch(id, "{\"rate_limit_per_second\":null,\"ordered\":false}");
        assertThat(patched.required("rate_limit_per_second").isNull()).isTrue();
        assertThat(patched.required("max_concurrency").intValue()).isEqualTo(4);
        assertThat(patched.required("ordered").booleanValue()).isFalse();

        put(id, "{\"max_concurrency\":256}");
        assertThat(get(id).required("max_concurrency").intValue()).isEqualTo(256);
        assertThat(last(id).pacing()).isEqualTo(new Pacing(null, 256, false));
    }

    @Test
    void propagationOfTracesIsOffUntilItIsAskedFor() {
        JsonNode plain = create("""
                {"url":"https://example.com","events":["a"]}""");
        assertThat(plain.required("propagate_trace").booleanValue()).isFalse();
        assertThat(last(id(plain)).propagateTrace()).isFalse();

        JsonNode asked = patch(id(plain), "{\"propagate_trace\":true}");

        assertThat(asked.required("propagate_trace").booleanValue()).isTrue();
        assertThat(last(id(plain)).propagateTrace()).isTrue();
        assertThat(put(id(plain), "{\"name\":\"other\"}")
                        .required("propagate_trace")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void automaticDisablingIsMergedByPatchAndReplacedByPut() {
        String id = id(create("""
                {"url":"https://example.com","events":["a"],"auto_disable":{"after_seconds":3600,"consecutive_failures":10,"probe":true}}"""));

        assertThat(patch(id, "{\"auto_disable\":{\"after_seconds\":null,\"enabled\":false}}")
                        .required("auto_disable")
                        .toString())
                .isEqualTo("{\"enabled\":false,\"after_seconds\":null,\"consecutive_failures\":10,\"probe\":true}");
        assertThat(put(id, "{\"auto_disable\":{\"after_seconds\":60}}")
                        .required("auto_disable")
                        .toString())
                .isEqualTo("{\"enabled\":true,\"after_seconds\":60,\"consecutive_failures\":null,\"probe\":false}");
        assertThat(patch(id, "{\"name\":\"n\"}").required("auto_disable").required("after_seconds"))
                .hasToString("60");
    }

    @Test
    void changeThatChangesNothingKeepsTheVersion() {
        String id = id(create("{\"url\":\"https://example.com\",\"events\":[\"a\"]}"));

        assertThat(patch(id, "{\"url\":\"https://example.com\"}")
                        .required("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void switchingOffIsPublishedWithTheMomentBeforeWhichDeliveriesAreCancelled() {
        String id = id(create("{\"url\":\"https://example.com\",\"events\":[\"a\"]}"));

        JsonNode off = patch(id, "{\"enabled\":false}");

        assertThat(off.required("status").stringValue()).isEqualTo("disabled");
        Webhook published = last(id);
        assertThat(published.state()).isEqualTo(WebhookState.OFF);
        assertThat(Objects.requireNonNull(published.cancelBefore()).toString())
                .isEqualTo(off.required("updated_at").stringValue());

        assertThat(patch(id, "{\"enabled\":true}").required("status").stringValue())
                .isEqualTo("active");
        assertThat(last(id).state()).isEqualTo(WebhookState.ACTIVE);
        assertThat(last(id).cancelBefore()).isEqualTo(published.cancelBefore());
    }

    @Test
    void replacedSecretSignsFromTheNextVersion() {
        String id = id(create("{\"url\":\"https://example.com\",\"events\":[\"a\"]}"));

        JsonNode changed = patch(id, "{\"secret\":\"another secret\"}");

        assertThat(changed.has("secret")).isFalse();
        assertThat(last(id).version()).isEqualTo(2);
        assertThat(last(id).signing().secrets()).containsExactly(Expiring.never(new SigningSecret("another secret")));
    }

    @Test
    void deletedWebhookIsInvisibleAndPublishedAsDeleted() {
        String id = id(create("{\"url\":\"https://example.com\",\"events\":[\"a\"]}"));

        client.delete().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNoContent();

        client.get().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNotFound();
        client.delete().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNotFound();
        assertThat(last(id).state()).isEqualTo(WebhookState.DELETED);
        assertThat(last(id).version()).isEqualTo(2);
    }

    @Test
    void listPagesThroughAllNewestFirstAndFilters() {
        List<String> ids = List.of(
                id(create("{\"url\":\"https://example.com/1\",\"events\":[\"a\"]}")),
                id(create("{\"url\":\"https://example.com/2\",\"events\":[\"a\"],\"enabled\":false}")),
                id(create("{\"url\":\"https://example.com/3\",\"events\":[\"a\"]}")));

        JsonNode first = list("?limit=2");
        JsonNode second =
                list("?limit=2&cursor=" + first.required("next_cursor").stringValue());

        assertThat(ids(first)).containsExactly(ids.get(2), ids.get(1));
        assertThat(first.required("has_more").booleanValue()).isTrue();
        assertThat(first.required("total").intValue()).isEqualTo(3);
        assertThat(ids(second)).containsExactly(ids.get(0));
        assertThat(second.required("has_more").booleanValue()).isFalse();
        assertThat(second.required("next_cursor").isNull()).isTrue();
        assertThat(ids(list("?enabled=false"))).containsExactly(ids.get(1));
        assertThat(ids(list("?enabled=true"))).containsExactly(ids.get(2), ids.get(0));
        assertThat(ids(list("?status=disabled"))).containsExactly(ids.get(1));
        assertThat(list("?status=active").required("total").intValue()).isEqualTo(2);
        assertThat(ids(list("?status=activating"))).isEmpty();
    }

    @Test
    void wrongListParametersAreNamed() {
        JsonNode problem = Json.of(
                client.get()
                        .uri(WEBHOOKS + "?limit=0&cursor=nonsense&enabled=yes&status=on&offset=5&foo=1")
                        .exchange(),
                400);

        assertThat(Json.fields(problem))
                .containsExactlyInAnyOrder("offset", "foo", "limit", "cursor", "enabled", "status");
        assertThat(Json.message(problem, "offset")).contains("use cursor");
    }

    private JsonNode create(String json) {
        return Json.of(RunningApi.post(client, WEBHOOKS, json), 201);
    }

    private JsonNode get(String id) {
        return Json.of(client.get().uri(WEBHOOKS + "/" + id).exchange(), 200);
    }

    private JsonNode patch(String id, String json) {
        return Json.of(
                client.patch()
                        .uri(WEBHOOKS + "/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(json)
                        .exchange(),
                200);
    }

    private JsonNode put(String id, String json) {
        return Json.of(
                client.put()
                        .uri(WEBHOOKS + "/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(json)
                        .exchange(),
                200);
    }

    private JsonNode list(String query) {
        return Json.of(client.get().uri(WEBHOOKS + query).exchange(), 200);
    }

    private static String id(JsonNode webhook) {
        return webhook.required("id").stringValue();
    }

    private static List<String> ids(JsonNode page) {
        return page.required("items").valueStream().map(WebhookCrudIT::id).toList();
    }

    private Webhook last(String id) {
        return api.published(id);
    }
}
