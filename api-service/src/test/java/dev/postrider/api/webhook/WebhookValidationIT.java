package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Every rule of a webhook's fields, as a problem that names the field. */
class WebhookValidationIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "url | 7 | must be a string",
                "url | null | must not be null",
                "url | \"\" | must be 1 to 2048 characters",
                "url | \"ftp://example.com\" | must start with https://",
                "url | \"example.com/hook\" | must start with https://",
                "url | \"https://user:pw@example.com\" | user name",
                "url | \"https://example.com/#top\" | fragment",
                "url | \"https://exa mple.com\" | blanks",
                "url | \"https://exämple\uff05.com\" | host name",
                "url | \"https://example.com:99999/\" | port",
                "url | \"https:///hook\" | no host",
                "events | [] | 1 to 100",
                "events | \"user.created\" | list",
                "events[1] | [\"a\",\"*.b\"] | not an event type",
                "events[0] | [7] | must be a string",
                "name | 7 | must be a string",
                "enabled | \"yes\" | true or false",
                "secret | \"short\" | 8 to 255",
                "secret | \"whsec_***\" | base64",
                "headers | [] | JSON object",
                "headers | {\"Host\":\"x\"} | must not set 'Host'",
                "headers | {\"A B\":\"x\"} | token",
                "headers | {\"A\":1} | strings as values",
                "headers | {\"A\":\"***\"} | give the value",
                "headers | {\"A\":\"x\",\"a\":\"y\"} | twice",
                "metadata | \"x\" | JSON object",
                "metadata | {\"n\":1e999} | too large",
                "timeout_seconds | 0 | 1 to 300",
                "timeout_seconds | 301 | 1 to 300",
                "timeout_seconds | 1.5 | whole number",
                "timeout_seconds | \"30\" | must be a number",
                "retry | [] | JSON object",
                "retry.max_retries | {\"max_retries\":11} | 0 to 10",
                "retry.schedule | {\"schedule\":\"often\"} | not one of",
                "retry.delays_seconds | {\"schedule\":\"custom\"} | is missing",
                "retry.delays_seconds[1] | {\"delays_seconds\":[1,\"2\"]} | whole number",
                "retry.delays_seconds | {\"delays_seconds\":[0]} | 1 second to 7 days",
                "retry.jitter_percent | {\"jitter_percent\":101} | 0 to 100",
                "retry.retry_on | {\"retry_on\":\"never\"} | must be",
                "retry.retry_on | {\"retry_on\":[200]} | 400 to 599",
                "retry.count | {\"count\":3} | use max_retries",
                "signatures | [] | 1 to 8",
                "signatures | [\"postrider\", \"postrider-sha512\"] | give one of them another",
                "signatures[0] | [\"md5\"] | not one of",
                "rate_limit_per_second | 0 | must be 1 to 10000, or null",
                "rate_limit_per_second | 10001 | is 10001",
                "rate_limit_per_second | 0.5 | whole number",
                "max_concurrency | 257 | must be 1 to 256, or null",
                "max_concurrency | -1 | must be 1 to 256, or null",
                "ordered | \"yes\" | true or false",
                "auto_disable | false | JSON object",
                "auto_disable.enabled | {\"enabled\":0} | true or false",
                "auto_disable.after_seconds | {\"after_seconds\":59} | 60 to 2592000, or null for as configured",
                "auto_disable.consecutive_failures | {\"consecutive_failures\":1} | 2 to 10000, or null for no number",
                "auto_disable.consecutive_failures | {\"consecutive_failures\":\"3\"} | must be a number",
                "auto_disable.probe | {\"probe\":\"1h\"} | true or false",
                "auto_disable.failures | {\"failures\":3} | use consecutive_failures",
                "ordered | null | must not be null",
            })
    void wrongFieldIsNamedWithItsRule(String field, String value, String rule) {
        String name = field.replaceAll("[.\\[].*", "");
        StringBuilder body = new StringBuilder("{\"" + name + "\":" + value);
        if (!name.equals("url")) {
            body.append(",\"url\":\"https://example.com\"");
        }
        if (!name.equals("events")) {
            body.append(",\"events\":[\"a\"]");
        }

        JsonNode problem = refused(body.append('}').toString());

        assertThat(Json.fields(problem)).containsExactly(field);
        assertThat(Json.message(problem, field)).contains(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "active, enabled",
        "is_active, enabled",
        "retry_count, retry.max_retries",
        "retry_delay, retry.base_seconds",
        "timeout, timeout_seconds",
        "timeout_ms, timeout_seconds",
        "secret_key, secret",
        "event_types, events",
        "rate_limit, rate_limit_per_second",
        "fifo, ordered",
        "organization_id, X-Organization-Id",
        "status, is set by Postrider",
        "disabled_reason, is set by Postrider",
        "paused, /pause",
        "fnord, known are: "
    })
    void unknownFieldIsRefusedWithTheNameToUse(String field, String hint) {
        JsonNode problem =
                refused("{\"url\":\"https://example.com\",\"events\":[\"a\"],\"" + field + "\":1,\"another\":2}");

        assertThat(Json.fields(problem)).containsExactly(field, "another");
        assertThat(Json.message(problem, field)).contains(hint);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        JsonNode problem = refused("""
                {"events":["a b"],"timeout_seconds":0,"headers":{"Host":"x"},"retry":{"max_retries":99},"extra":1}""");

        assertThat(Json.fields(problem))
                .containsExactlyInAnyOrder(
                        "extra", "url", "events[0]", "headers", "timeout_seconds", "retry.max_retries");
        assertThat(problem.required("status").intValue()).isEqualTo(400);
        assertThat(problem.required("type").stringValue()).isEqualTo("urn:postrider:problem:invalid-request");
    }

    @Test
    void limitsOfSizeAreNamed() {
        JsonNode problem =
                refused("{\"url\":\"https://example.com/" + "a".repeat(2048) + "\",\"events\":[\"a\"],\"name\":\""
                        + "n".repeat(256) + "\",\"description\":\"" + "d".repeat(2001) + "\",\"metadata\":{\"m\":\""
                        + "m".repeat(4096) + "\"}}");

        assertThat(Json.fields(problem)).containsExactlyInAnyOrder("url", "name", "description", "metadata");
    }

    @Test
    void namesGivenTwiceAndTextThatIsNoneAreNamed() {
        JsonNode problem = refused("""
                {"url":"https://a.example","url":"https://b.example","events":["a"],"retry":{"schedule":"fast",
                "schedule":"fast"},"name":"\\u0000","metadata":{"k":["\\ud800"]}}""");

        assertThat(Json.fields(problem)).containsExactly("url", "retry.schedule", "name", "metadata.k[0]");
    }

    @Test
    void bodiesThatAreNoJsonObjectAreRefusedWithThePlace() {
        assertThat(Json.message(refused("[1]"), "")).contains("must be a JSON object");
        assertThat(Json.message(refused("{\"url\": \"secret-looking\" oops}"), ""))
                .contains("line 1, column")
                .doesNotContain("secret-looking");
        assertThat(Json.message(refused("{} {}"), "")).contains("after its JSON object");
        assertThat(Json.message(refused("{"), "")).contains("not valid JSON");
    }

    @Test
    void bodyThatIsTooLargeOrNotDeclaredAsJsonIsRefused() {
        Json.of(RunningApi.post(client, WEBHOOKS, "{\"name\":\"" + "n".repeat(70_000) + "\"}"), 413);
        Json.of(
                client.post()
                        .uri(WEBHOOKS)
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("{}")
                        .exchange(),
                415);
    }

    @Test
    void changeIsJudgedByTheSameRulesAndChangesNothingWhenRefused() {
        String id = Json.of(
                        RunningApi.post(client, WEBHOOKS, "{\"url\":\"https://example.com\",\"events\":[\"a\"]}"), 201)
                .required("id")
                .stringValue();

        JsonNode problem = Json.of(
                client.patch()
                        .uri(WEBHOOKS + "/" + id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue("{\"name\":\"new\",\"url\":null,\"headers\":{\"Host\":\"x\"}}")
                        .exchange(),
                400);

        assertThat(Json.fields(problem)).containsExactly("url", "headers");
        JsonNode read = Json.of(client.get().uri(WEBHOOKS + "/" + id).exchange(), 200);
        assertThat(read.required("name").isNull()).isTrue();
        assertThat(read.required("version").intValue()).isEqualTo(1);
    }

    private JsonNode refused(String body) {
        return Json.of(RunningApi.post(client, WEBHOOKS, body), 400);
    }
}
