package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** What happens to webhooks when table and topic part. */
class WebhookFaultIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String BODY = "{\"url\":\"https://example.com\",\"events\":[\"a\"]}";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final RunningApi api = RunningApi.shared();

    @Test
    void reconcilerPublishesARowThatLags() throws SQLException {
        String id = create(api.admin());
        int before = records(api, id).size();

        sql(
                api.database(),
                "UPDATE webhooks SET version = version + 1, url = 'https://example.com/late' WHERE id = '" + id + "'");

        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(records(api, id)).hasSizeGreaterThan(before);
            assertThat(last(api, id).version()).isEqualTo(2);
            assertThat(last(api, id).url()).isEqualTo("https://example.com/late");
        });
    }

    @Test
    void deletedWebhookLeavesTopicAndTableAfterTheLongestWait() throws SQLException {
        String id = create(api.admin());
        api.admin().delete().uri(WEBHOOKS + "/" + id).exchange().expectStatus().isNoContent();

        sql(api.database(), "UPDATE webhooks SET deleted_at = deleted_at - interval '9 days' WHERE id = '" + id + "'");

        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(records(api, id).getLast().value()).isNull());
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(count(api.database(), "webhooks", id)).isZero());
    }

    @Test
    @Tag("proof")
    void startComparesTableAndTopic() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        String prefix = TestBroker.uniquePrefix(WebhookFaultIT.class);
        String lost;
        String restored;
        String paused;
        try (RunningApi first = RunningApi.start(database, prefix, Map.of())) {
            lost = create(first.admin());
            restored = create(first.admin());
            patch(first.admin(), restored, "{\"name\":\"second\"}");
            for (String path : List.of("/api/v1/organizations/default/pause", "/api/v1/pause")) {
                RunningApi.post(first.admin(), path, "").expectStatus().isOk();
            }
            paused = first.newOrganization();
            RunningApi.post(first.admin(), "/api/v1/organizations/" + paused + "/pause", "")
                    .expectStatus()
                    .isOk();
            // As if the topic had been lost, in part, or written by somebody else.
            overwrite(
                    OrganizationCodec.encodeSwitch(first.topics(), OrganizationState.ACTIVE),
                    OrganizationCodec.encode(first.topics(), OrganizationId.DEFAULT),
                    new ProducerRecord<>(
                            first.topics().webhooks(), ("org/" + paused).getBytes(StandardCharsets.UTF_8), null));
        }
        // As if one record had been lost with its topic, and the table been restored from an old backup.
        sql(database, "UPDATE webhooks SET version = 5, published_version = 5 WHERE id = '" + lost + "'");
        sql(database, "UPDATE webhooks SET version = 1, published_version = 1 WHERE id = '" + restored + "'");

        try (RunningApi second = RunningApi.start(database, prefix, Map.of())) {
            await().atMost(DEADLINE).untilAsserted(() -> {
                assertThat(last(second, lost).version()).isEqualTo(5);
                assertThat(last(second, restored).version()).isEqualTo(3);
                for (String key : List.of("*", "org/default", "org/" + paused)) {
                    ConsumerRecord<byte[], byte[]> record = records(second, key).getLast();
                    assertThat(record.value() != null
                                    && OrganizationCodec.decode(record).paused())
                            .as(key)
                            .isTrue();
                }
            });
        }
    }

    @Test
    void deletionThatCannotBePublishedInTimeIsNotAcknowledged() throws Exception {
        String id = create(api.admin());
        try (Connection other = api.database().connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE webhook_secrets IN ACCESS EXCLUSIVE MODE");
            // Publishing reads the secrets, so it waits as it would for Kafka.
            JsonNode problem = Json.of(
                    api.admin()
                            .delete()
                            .uri(WEBHOOKS + "/" + id)
                            .exchange()
                            .expectHeader()
                            .exists("Retry-After"),
                    503);
            assertThat(problem.required("detail").stringValue()).contains("deleted");
            other.rollback();
        }
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(last(api, id).state().text()).isEqualTo("deleted"));
    }

    @Test
    void organizationHasAtMostSoManyWebhooks() {
        try (RunningApi small = RunningApi.start(
                TestDatabase.fresh(),
                TestBroker.uniquePrefix(WebhookFaultIT.class),
                Map.of("postrider.webhooks.max-per-organization", 2))) {
            String first = create(small.admin());
            create(small.admin());

            JsonNode problem = Json.of(RunningApi.post(small.admin(), WEBHOOKS, BODY), 409);

            assertThat(problem.required("detail").stringValue()).contains("2 webhooks");
            create(small.adminOf(small.newOrganization()));
            small.admin()
                    .delete()
                    .uri(WEBHOOKS + "/" + first)
                    .exchange()
                    .expectStatus()
                    .isNoContent();
            create(small.admin());
        }
    }

    @SafeVarargs
    private static void overwrite(ProducerRecord<byte[], byte[]>... records) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        TestBroker.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List.of(records).forEach(record -> {
                var _ = producer.send(record);
            });
            producer.flush();
        }
    }

    private static String create(WebTestClient client) {
        return Json.of(RunningApi.post(client, WEBHOOKS, BODY), 201)
                .required("id")
                .stringValue();
    }

    private static void patch(WebTestClient client, String id, String json) {
        client.patch()
                .uri(WEBHOOKS + "/" + id)
                .header("Content-Type", "application/json")
                .bodyValue(json)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(RunningApi api, String id) {
        return TopicReader.read(api.topics().webhooks(), id);
    }

    private static Webhook last(RunningApi api, String id) {
        return api.published(id);
    }

    private static void sql(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static int count(TestDatabase database, String table, String id) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table + " WHERE id = '" + id + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
