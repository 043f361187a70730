package dev.postrider.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Requests as other systems take them are answered with the name to use: the table of docs/migrating.md. */
class OtherNamesIT {
    private static final String ID = "00000000-0000-4000-8000-000000000000";

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "active | enabled",
                "is_active | enabled",
                "is_enabled | enabled",
                "disabled | enabled",
                "endpoint | url",
                "target_url | url",
                "callback_url | url",
                "webhook_url | url",
                "uri | url",
                "event | events",
                "event_type | events",
                "event_types | events",
                "topics | events",
                "secret_key | secret",
                "signing_secret | secret",
                "webhook_secret | secret",
                "custom_headers | headers",
                "webhook_id | external_id",
                "timeout | timeout_seconds",
                "timeout_ms | timeout_seconds",
                "timeout_sec | timeout_seconds",
                "retry_count | retry.max_retries",
                "max_retries | retry.max_retries",
                "retries | retry.max_retries",
                "max_attempts | retry.max_retries",
                "retry_delay | retry.base_seconds",
                "retry_backoff | retry.base_seconds",
                "retry_policy | retry",
                "retry_config | retry",
                "rate_limit | rate_limit_per_second",
                "throttle | rate_limit_per_second",
                "concurrency | max_concurrency",
                "fifo | ordered",
                "paused | /pause",
                "organization_id | X-Organization-Id",
                "user_id | X-Organization-Id",
                "tenant_id | X-Organization-Id",
                "created_by | leave it out",
                "success_count | leave it out"
            })
    void fieldOfAWebhook(String name, String use) {
        JsonNode problem = send(HttpMethod.POST, "/api/v1/webhooks", "{\"" + name + "\":1}", 400);

        assertThat(Json.message(problem, name)).contains(use);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event_type | use event",
                "type | use event",
                "payload | use data",
                "event_id | use id",
                "created_at | use timestamp",
                "occurred_at | use timestamp",
                "tenant_id | use organization_id",
                "send_at | use deliver_at",
                "idempotency_key | Idempotency-Key"
            })
    void fieldOfAnEvent(String name, String use) {
        JsonNode problem = send(HttpMethod.POST, "/api/v1/events", "{\"" + name + "\":1}", 400);

        assertThat(Json.message(problem, name)).contains(use);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/webhooks/test | event_type | use event", "/webhooks/test | payload | use data",
                "/webhooks/test | test_data | use data", "/webhooks/match | event_type | use event",
                "/webhooks/import | items | use webhooks"
            })
    void fieldOfAnotherRequest(String path, String name, String use) {
        JsonNode problem = send(HttpMethod.POST, "/api/v1" + path, "{\"" + name + "\":1}", 400);

        assertThat(Json.message(problem, name)).contains(use);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/webhooks?offset=0 | offset | use cursor",
                "/webhooks?skip=0 | skip | use cursor",
                "/webhooks?page=1 | page | use cursor",
                "/webhooks?page_size=5 | page_size | use limit",
                "/webhooks?enabled_only=true | enabled_only | use enabled=true",
                "/webhooks?active=true | active | use enabled",
                "/webhooks?is_active=true | is_active | use enabled",
                "/webhooks?start_date=x | start_date | known are: cursor",
                "/deliveries?event=a | event | use event_type",
                "/deliveries?start_date=x | start_date | use from",
                "/deliveries?since=x | since | use from",
                "/deliveries?end_date=x | end_date | use to",
                "/deliveries?state=dead | state | use status",
                "/deliveries?http_status=500 | http_status | use status_code",
                "/deliveries?status=success | status | delivered",
                "/deliveries?status=failed | status | dead",
                "/deliveries?status=queued | status | pending",
                "/deliveries?status=canceled | status | cancelled"
            })
    void parameter(String path, String name, String use) {
        JsonNode problem = send(HttpMethod.GET, "/api/v1" + path, "", 400);

        assertThat(Json.message(problem, name)).contains(use);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/v1/webhooks/{id}/logs | GET /api/v1/webhooks/{id}/deliveries",
                "GET | /api/v1/webhooks/{id}/history | GET /api/v1/webhooks/{id}/deliveries",
                "GET | /api/webhooks/{id}/logs | GET /api/v1/webhooks/{id}/deliveries",
                "POST | /api/v1/webhooks/{id}/toggle | PATCH /api/v1/webhooks/{id} with enabled",
                "POST | /api/v1/webhooks/{id}/regenerate-secret | POST /api/v1/webhooks/{id}/rotate-secret",
                "GET | /api/v1/webhooks/{id}/statistics | GET /api/v1/webhooks/{id}/stats",
                "POST | /api/v1/events/trigger | POST /api/v1/events",
                "POST | /api/v1/webhooks/trigger | POST /api/v1/events",
                "POST | /api/v1/deliveries/{id}/redeliver | POST /api/v1/deliveries/{id}/retry",
                "GET | /api/v1/logs | GET /api/v1/deliveries",
                "GET | /api/webhooks | the same below /api/v1",
                "GET | /webhooks | the same below /api/v1"
            })
    void route(String method, String path, String use) {
        byte[] body = client.method(HttpMethod.valueOf(method))
                .uri(path.replace("{id}", ID))
                .exchange()
                .expectStatus()
                .value(status -> assertThat(status).isIn(404, 405))
                .expectBody()
                .returnResult()
                .getResponseBody();

        assertThat(new String(Objects.requireNonNull(body), StandardCharsets.UTF_8))
                .contains("Use " + use);
    }

    private JsonNode send(HttpMethod method, String path, String body, int status) {
        return Json.of(
                client.method(method)
                        .uri(path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchange(),
                status);
    }
}
