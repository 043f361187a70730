package dev.postrider.api.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.metric.Metric;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.masterkey.MasterKeyException;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** What stands in tables and on the topic, and what becomes of it when master keys change. */
class SecretsAtRestIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String OLD = "old:b2xkZXIgbWFzdGVyIGtleSBvZiAzMiBieXRlcyEhISE=";
    private static final String NEW = "new:bmV3ZXIgbWFzdGVyIGtleSBvZiAzMiBieXRlcyEhISE=";
    private static final String SECRET = "whsec_bWFya2VkLXNlY3JldC1vZi1vbmUtdGVzdA==";
    private static final String TOKEN = "marked-header-value";

    @Test
    void valuesStandSealedInTheirRowsAndOnTheTopic() throws SQLException {
        RunningApi api = RunningApi.shared();
        String id = create(api);

        String rows = text(
                api.database(),
                "SELECT w::text || s::text FROM webhooks w JOIN webhook_secrets s"
                        + " ON s.webhook_id = w.id WHERE w.id = '" + id + "'");
        String record = new String(
                TopicReader.read(api.topics().webhooks(), id).getLast().value(), StandardCharsets.UTF_8);

        assertThat(rows).contains("X-Token", "v1.test.").doesNotContain(SECRET, TOKEN);
        assertThat(record).contains("\"sealed\":\"v1.test.").doesNotContain(SECRET, TOKEN);
        Webhook published = api.published(id);
        assertThat(published.signing().newest().value()).isEqualTo(SECRET);
        assertThat(published.headers().entries()).containsExactly(entry("X-Token", TOKEN));
    }

    @Test
    void swappedSecretsAreToldAndKeepNothingElseFromWorking() throws SQLException {
        RunningApi api = RunningApi.shared();
        String id = create(api);
        String other = create(api);
        execute(api.database(), """
            UPDATE webhook_secrets SET secret = (SELECT secret FROM webhook_secrets WHERE webhook_id = '%s')
            WHERE webhook_id = '%s'\
            """.formatted(other, id));

        JsonNode problem = Json.of(RunningApi.post(api.admin(), WEBHOOKS + "/" + id + "/test", "")
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));

        assertThat(problem.required("detail").stringValue()).contains("secrets of this webhook cannot be read");
        assertThat(problem.toString()).doesNotContain("v1.test", SECRET);
        api.admin().get().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isOk();
        api.admin().get().uri(WEBHOOKS).exchange().expectStatus().isOk();
        api.admin().delete().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNoContent();
        assertThat(TopicReader.read(api.topics().webhooks(), id).getLast().value())
                .asString(StandardCharsets.UTF_8)
                .contains("\"state\":\"deleted\"")
                .doesNotContain("sealed");
    }

    @Test
    void aWebhookWhoseSecretDoesNotOpenCanBeSwitchedOff() throws SQLException {
        RunningApi api = RunningApi.shared();
        String id = create(api);
        execute(
                api.database(),
                "UPDATE webhook_secrets SET secret = 'v1.test.c2hvcnQ' WHERE webhook_id = '" + id + "'");

        JsonNode problem = Json.of(RunningApi.post(api.admin(), WEBHOOKS + "/" + id + "/pause", "")
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
        assertThat(problem.required("detail").stringValue())
                .contains("cannot be read with the configured master keys", "switched off");

        api.admin()
                .patch()
                .uri(WEBHOOKS + "/" + id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"enabled\":false}")
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(TopicReader.read(api.topics().webhooks(), id).getLast().value())
                .asString(StandardCharsets.UTF_8)
                .contains("\"state\":\"off\"")
                .doesNotContain("sealed");
    }

    @Test
    @Tag("proof")
    void anotherMasterKeySealsEverythingAnewAndWithoutTheOldOneThatIsNeededNothingStarts() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        String prefix = TestBroker.uniquePrefix(SecretsAtRestIT.class);
        List<String> ids = new ArrayList<>();
        JsonNode answered;
        try (RunningApi api = start(database, prefix, OLD)) {
            for (int i = 0; i < 5; i++) {
                ids.add(create(api));
            }
            answered = Json.of(repeated(api), 201);
        }
        // As an earlier version left it.
        execute(database, """
            UPDATE webhook_secrets SET cipher = 'none', secret = '%s' WHERE webhook_id = '%s'\
            """.formatted(SECRET, ids.getFirst()));
        execute(database, """
            UPDATE webhooks SET headers_sealed = NULL, published_key = NULL, headers = '{"X-Token":"%s"}'
            WHERE id = '%s'\
            """.formatted(TOKEN, ids.getFirst()));

        assertRefused(database, prefix, NEW, "sealed with master key 'old', which is not among");

        try (RunningApi api = start(database, prefix, NEW + "," + OLD)) {
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(sealed(api, "new", "secret")).isEqualTo(6);
                assertThat(sealed(api, "new", "headers")).isEqualTo(5);
                assertThat(text(database, "SELECT string_agg(answer, '') FROM idempotency_keys"))
                        .startsWith("v1.new.");
                assertThat(sealed(api, "none", "plain")).isZero();
                assertThat(sealed(api, "other", "topic")).isZero();
                assertThat(text(database, "SELECT string_agg(w::text, '') FROM webhooks w"))
                        .doesNotContain("v1.old.", TOKEN);
            });
            assertThat(text(database, "SELECT string_agg(s::text, '') FROM webhook_secrets s"))
                    .doesNotContain("v1.old.", SECRET);
            Seal fresh = new Seal(MasterKeys.parse(NEW), new SecureRandom());
            for (String id : ids) {
                Webhook published = api.published(id, fresh);
                assertThat(published.version()).isEqualTo(1);
                assertThat(published.signing().newest().value()).isEqualTo(SECRET);
                assertThat(published.headers().entries()).containsExactly(entry("X-Token", TOKEN));
            }
        }

        assertRefused(database, prefix, OLD, "sealed with master key 'new', which is not among");
        assertRefused(database, prefix, OLD.replace("old:", "new:"), "configured key of that id does not open them");
        // As the background leaves a row that was damaged before.
        execute(
                database,
                "UPDATE webhook_secrets SET secret = 'v1.old.c2hvcnQ' WHERE webhook_id = '" + ids.getFirst() + "'");
        try (RunningApi api = start(database, prefix, NEW)) {
            assertThat(Json.of(repeated(api), 201))
                    .as("the secret that is shown once, to whoever repeats the request")
                    .isEqualTo(answered);
        }
    }

    private static WebTestClient.ResponseSpec repeated(RunningApi api) {
        return api.admin()
                .post()
                .uri(WEBHOOKS)
                .header("Idempotency-Key", "rotated")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"url\":\"https://example.com/hook\",\"events\":[\"a.b\"]}")
                .exchange();
    }

    /** By the metric; -1 where it has no such row. */
    private static double sealed(RunningApi api, String key, String place) {
        Gauge gauge = api.bean(MeterRegistry.class)
                .find(Metric.SEALED_ROWS.text())
                .tags("key", key, "place", place)
                .gauge();
        return gauge == null ? -1 : gauge.value();
    }

    private static RunningApi start(TestDatabase database, String prefix, String keys) {
        return RunningApi.start(
                database,
                prefix,
                Map.of("postrider.secrets.master-key", keys, "postrider.secrets.check-interval", "500ms"));
    }

    private static void assertRefused(TestDatabase database, String prefix, String keys, String message) {
        assertThatThrownBy(() -> start(database, prefix, keys).close())
                .hasStackTraceContaining(MasterKeyException.class.getName())
                .hasStackTraceContaining(message);
    }

    private static String create(RunningApi api) {
        return Json.of(RunningApi.post(api.admin(), WEBHOOKS, """
            {"url":"https://example.com/hook","events":["a.b"],"secret":"%s",
             "headers":{"X-Token":"%s"}}\
            """.formatted(SECRET, TOKEN))
                        .expectStatus()
                        .isCreated())
                .required("id")
                .stringValue();
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static String text(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
