package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Changes that are made only to the version that their author has seen. */
class WebhookConditionIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final int CLIENTS = 8;
    private static final int ATTEMPTS = 100;

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient client = api.adminOf(api.newOrganization());
    private final String path = WEBHOOKS + "/" + create();

    @Test
    void everyAnswerWithOneWebhookHasTheTagOfItsVersion() {
        EntityExchangeResult<byte[]> created = RunningApi.post(client, WEBHOOKS, body("new"))
                .expectStatus()
                .isCreated()
                .expectBody()
                .returnResult();

        assertThat(created.getResponseHeaders().getETag()).isEqualTo("\"1\"");
        assertThat(tag(send(HttpMethod.PATCH, path, null, "{\"name\":\"a\"}"))).isEqualTo("\"2\"");
        assertThat(tag(send(HttpMethod.PUT, path, null, "{\"name\":\"b\"}"))).isEqualTo("\"3\"");
        assertThat(tag(send(HttpMethod.POST, path + "/pause", null, ""))).isEqualTo("\"4\"");
        assertThat(tag(send(HttpMethod.POST, path + "/resume", null, ""))).isEqualTo("\"5\"");
        assertThat(tag(send(HttpMethod.POST, path + "/rotate-secret", null, "")))
                .isEqualTo("\"6\"");
        assertThat(tag(client.get().uri(path).exchange())).isEqualTo("\"6\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATCH ",
                "PUT ",
                "DELETE ",
                "POST /pause",
                "POST /resume",
                "POST /rotate-secret",
                "POST /rotate-signing-key"
            })
    void changeOfAnotherVersionIsRefusedAndNamesThePresentOne(String change) {
        HttpMethod method = HttpMethod.valueOf(change.substring(0, change.indexOf(' ')));
        String route = path + change.substring(change.indexOf(' ') + 1);
        send(HttpMethod.PATCH, path, null, "{\"name\":\"changed\"}")
                .expectStatus()
                .isOk();

        EntityExchangeResult<byte[]> refused = send(method, route, "\"1\"", "{}")
                .expectStatus()
                .isEqualTo(412)
                .expectBody()
                .returnResult();

        JsonNode problem = dev.postrider.common.json.Json.tree(Objects.requireNonNull(refused.getResponseBody()));
        assertThat(problem.required("type").stringValue()).isEqualTo("urn:postrider:problem:precondition-failed");
        assertThat(problem.required("detail").stringValue()).contains("at version 2");
        assertThat(refused.getResponseHeaders().getETag()).isEqualTo("\"2\"");
        assertThat(version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*", "\"9\", \"1\"", "W/\"7\" , \"1\""})
    void changeOfThisVersionIsMade(String ifMatch) {
        send(HttpMethod.PATCH, path, ifMatch, "{\"name\":\"changed\"}")
                .expectStatus()
                .isOk();

        assertThat(version()).isEqualTo(2);
    }

    @Test
    void weakTagMatchesNothing() {
        send(HttpMethod.PATCH, path, "W/\"1\"", "{\"name\":\"changed\"}")
                .expectStatus()
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "*, \"1\"", "", "\"a\"b\""})
    void headerThatIsNoListOfTagsIsRefusedByName(String ifMatch) {
        JsonNode problem = Json.of(send(HttpMethod.PATCH, path, ifMatch, "{\"name\":\"changed\"}"), 400);

        assertThat(Json.fields(problem)).containsExactly("If-Match");
    }

    @Test
    void webhookThatIsDeletedMeanwhileIsNotFound() {
        send(HttpMethod.DELETE, path, "\"1\"", "").expectStatus().isNoContent();

        send(HttpMethod.PATCH, path, "\"1\"", "{\"name\":\"a\"}").expectStatus().isNotFound();
        send(HttpMethod.DELETE, path, "*", "").expectStatus().isNotFound();
    }

    @Test
    void webhookThatTheCallerHasAlreadyIsNotSentAgain() {
        getUnless("\"1\"").expectStatus().isNotModified().expectBody().isEmpty();
        getUnless("\"0\"").expectStatus().isOk();
    }

    @Test
    void ofConcurrentChangesOfOneVersionOneIsMade() {
        List<Integer> answers = IntStream.range(0, CLIENTS)
                .parallel()
                .mapToObj(i -> status(send(HttpMethod.PATCH, path, "\"1\"", "{\"name\":\"" + i + "\"}")))
                .toList();

        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 412).hasSize(CLIENTS - 1);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void noIncrementIsLostAmongClientsThatReadAndWrite() {
        send(HttpMethod.PATCH, path, null, "{\"metadata\":{\"count\":0}}")
                .expectStatus()
                .isOk();

        ConcurrentLinkedQueue<Integer> conflicts = new ConcurrentLinkedQueue<>();
        IntStream.range(0, CLIENTS).parallel().forEach(_ -> increment(conflicts));

        assertThat(Json.of(client.get().uri(path).exchange(), 200)
                        .required("metadata")
                        .required("count")
                        .intValue())
                .isEqualTo(CLIENTS);
        assertThat(conflicts).allMatch(status -> status == 412);
    }

    private void increment(ConcurrentLinkedQueue<Integer> conflicts) {
        int status = incrementOnce();
        for (int i = 0; status != 200 && i < ATTEMPTS; i++) {
            conflicts.add(status);
            status = incrementOnce();
        }
    }

    private int incrementOnce() {
        JsonNode read = Json.of(client.get().uri(path).exchange(), 200);
        int next = read.required("metadata").required("count").intValue() + 1;
        return status(send(
                HttpMethod.PATCH,
                path,
                "\"" + read.required("version").intValue() + "\"",
                "{\"metadata\":{\"count\":" + next + "}}"));
    }

    private String create() {
        return Json.of(RunningApi.post(client, WEBHOOKS, body("first")), 201)
                .required("id")
                .stringValue();
    }

    private static String body(String name) {
        return "{\"url\":\"https://example.com\",\"events\":[\"a\"],\"name\":\"" + name + "\"}";
    }

    private int version() {
        return Json.of(client.get().uri(path).exchange(), 200)
                .required("version")
                .intValue();
    }

    private WebTestClient.ResponseSpec getUnless(String ifNoneMatch) {
        return client.get()
                .uri(path)
                .header(HttpHeaders.IF_NONE_MATCH, ifNoneMatch)
                .exchange();
    }

    private WebTestClient.ResponseSpec send(HttpMethod method, String to, @Nullable String ifMatch, String json) {
        return client.method(method)
                .uri(to)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (ifMatch != null) {
                        headers.set(HttpHeaders.IF_MATCH, ifMatch);
                    }
                })
                .bodyValue(json)
                .exchange();
    }

    private static int status(WebTestClient.ResponseSpec response) {
        return response.expectBody().returnResult().getStatus().value();
    }

    private static String tag(WebTestClient.ResponseSpec response) {
        return Objects.requireNonNull(
                response.expectBody().returnResult().getResponseHeaders().getETag());
    }
}
