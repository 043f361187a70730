package dev.postrider.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Requests that are repeated with their key. */
class IdempotencyIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String BODY = "{\"url\":\"https://example.com\",\"events\":[\"a\"]}";

    private final RunningApi api = RunningApi.shared();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);
    private final String key = UUID.randomUUID().toString();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/webhooks | 201 | {\"url\":\"https://example.com\",\"events\":[\"a\"]}",
                "/api/v1/api-keys | 201 | {\"name\":\"CI\",\"role\":\"viewer\"}",
                "/api/v1/redrives | 202 | {\"confirm\":true}"
            })
    void repeatedRequestGetsTheFirstAnswerAndDoesNothingAgain(String path, int status, String body) {
        EntityExchangeResult<byte[]> first = post(client, path, key, body);
        EntityExchangeResult<byte[]> second = post(client, path, key, body);

        assertThat(first.getStatus().value()).isEqualTo(status);
        assertThat(second.getStatus().value()).isEqualTo(status);
        assertThat(second.getResponseBody()).isEqualTo(first.getResponseBody());
        for (String header : List.of("Location", "ETag", "Content-Type")) {
            assertThat(second.getResponseHeaders().get(header))
                    .isEqualTo(first.getResponseHeaders().get(header));
        }
        assertThat(first.getResponseHeaders().getFirst("Idempotent-Replayed")).isNull();
        assertThat(second.getResponseHeaders().getFirst("Idempotent-Replayed")).isEqualTo("true");
        assertThat(Json.of(client.get().uri(path).exchange(), 200).required("items"))
                .hasSize(1);
    }

    @Test
    void answerWithoutABodyIsRepeatedToo() {
        String id = id(post(client, WEBHOOKS, UUID.randomUUID().toString(), BODY));
        post(client, WEBHOOKS + "/" + id + "/pause", key, "");

        EntityExchangeResult<byte[]> again = post(client, WEBHOOKS + "/" + id + "/pause", key, "");

        assertThat(again.getStatus().value()).isEqualTo(200);
        assertThat(again.getResponseHeaders().getETag()).isEqualTo("\"2\"");
    }

    @Test
    void keyThatComesWithAnotherRequestIsRefused() {
        post(client, WEBHOOKS, key, BODY);

        for (String other : List.of(BODY.replace("\"a\"", "\"b\""), BODY + " ")) {
            assertThat(post(client, WEBHOOKS, key, other).getStatus().value()).isEqualTo(422);
        }
        assertThat(post(client, WEBHOOKS + "/import", key, BODY).getStatus().value())
                .isEqualTo(422);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void keysOfDifferentCallersHaveNothingToDoWithEachOther() {
        String first = id(post(client, WEBHOOKS, key, BODY));
        String second = id(post(api.withKey(api.newKey(organization, "manager")), WEBHOOKS, key, BODY));
        String third = id(post(api.adminOf(api.newOrganization()), WEBHOOKS, key, BODY));

        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void ofRequestsAtTheSameTimeOneIsDone() {
        List<Integer> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(_ -> post(client, WEBHOOKS, key, BODY).getStatus().value())
                .toList();

        assertThat(answers).contains(201).allMatch(status -> status == 201 || status == 409);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedMayBeMendedUnderTheSameKey() {
        assertThat(post(client, WEBHOOKS, key, "{}").getStatus().value()).isEqualTo(400);

        assertThat(post(client, WEBHOOKS, key, BODY).getStatus().value()).isEqualTo(201);
    }

    @Test
    void requestOfAProcessThatDiedIsDoneAgainOnceThatIsSure() throws SQLException {
        post(client, WEBHOOKS, key, BODY);
        sql("UPDATE idempotency_keys SET answer = NULL WHERE organization_id = ?");

        EntityExchangeResult<byte[]> soon = post(client, WEBHOOKS, key, BODY);
        assertThat(soon.getStatus().value()).isEqualTo(409);
        assertThat(soon.getResponseHeaders().getFirst("Retry-After")).isEqualTo("2");

        sql("UPDATE idempotency_keys SET claimed_at = now() - interval '61 seconds' WHERE organization_id = ?");
        assertThat(post(client, WEBHOOKS, key, BODY.replace("\"a\"", "\"b\""))
                        .getStatus()
                        .value())
                .isEqualTo(422);
        assertThat(post(client, WEBHOOKS, key, BODY).getStatus().value()).isEqualTo(201);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void keyIsFreeAgainAfterADay() throws SQLException {
        String first = id(post(client, WEBHOOKS, key, BODY));
        sql("UPDATE idempotency_keys SET claimed_at = now() - interval '25 hours' WHERE organization_id = ?");

        assertThat(id(post(client, WEBHOOKS, key, BODY))).isNotEqualTo(first);
    }

    @Test
    void keptAnswerIsSealed() throws SQLException {
        String secret =
                json(post(client, WEBHOOKS, key, BODY)).required("secret").stringValue();

        try (Connection connection = api.database().connect();
                PreparedStatement select =
                        connection.prepareStatement("SELECT answer FROM idempotency_keys WHERE organization_id = ?")) {
            select.setString(1, organization);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isNotBlank().doesNotContain(secret, "example.com");
            }
        }
    }

    @Test
    void headerThatIsNoKeyIsRefusedByName() {
        EntityExchangeResult<byte[]> refused = post(client, WEBHOOKS, "k".repeat(256), BODY);

        assertThat(refused.getStatus().value()).isEqualTo(400);
        assertThat(Json.fields(json(refused))).containsExactly("Idempotency-Key");
    }

    private long count() {
        return Json.of(client.get().uri(WEBHOOKS).exchange(), 200)
                .required("total")
                .intValue();
    }

    private void sql(String update) throws SQLException {
        try (Connection connection = api.database().connect();
                PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setString(1, organization);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static EntityExchangeResult<byte[]> post(WebTestClient by, String path, String key, String body) {
        return by.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Idempotency-Key", key)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult();
    }

    private static String id(EntityExchangeResult<byte[]> answer) {
        assertThat(answer.getStatus().value()).isEqualTo(201);
        return json(answer).required("id").stringValue();
    }

    private static JsonNode json(EntityExchangeResult<byte[]> answer) {
        return dev.postrider.common.json.Json.tree(Objects.requireNonNull(answer.getResponseBody()));
    }
}
