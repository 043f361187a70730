package dev.postrider.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.api.publication.RebuildCommand;
import dev.postrider.common.wire.Topics;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.standalone.cluster.Services.Service;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages in {@code docs/operations} tell an operator to do, done. */
@Tag("proof")
class OperationsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private final Topics topics = new Topics(TestBroker.uniquePrefix(OperationsIT.class));
    private final Services services =
            new Services(TestBroker.shared().bootstrapServers(), topics.prefix(), 3, database);
    private final ScriptedReceiver receiver = ScriptedReceiver.start();

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        for (String path : List.of("/kept", "/paused", "/deleted", "/later")) {
            receiver.on(path).reply(200);
        }
        services.start(Service.API, Service.DISPATCHER, Service.SCHEDULER);
    }

    @AfterEach
    void stop() {
        services.close();
        receiver.close();
    }

    @Test
    void aLostTopicOfWebhooksIsRebuiltAndDeliveriesGoOn() throws Exception {
        Rest rest = services.rest();
        String kept = rest.subscribe(receiver.url("/kept"), "a.*");
        String paused = rest.subscribe(receiver.url("/paused"), "a.*");
        String deleted = rest.subscribe(receiver.url("/deleted"), "a.*");
        for (int i = 0; i < 20; i++) {
            rest.patch("/api/v1/webhooks/" + kept, "{\"name\": \"change " + i + "\"}");
        }
        rest.post("/api/v1/webhooks/" + paused + "/pause", "");
        rest.delete("/api/v1/webhooks/" + deleted);
        // These deliveries name an offset of the topic that the new one will not have for long.
        rest.publish("a.before", "one");
        await().atMost(LONG).until(() -> rest.deliveries(paused, "held").size() == 1);
        await().atMost(LONG).until(() -> receiver.count("/kept") == 1);
        int version = rest.get("/api/v1/webhooks/" + kept).required("version").intValue();
        services.stop(Service.DISPATCHER, Service.API);
        try (Admin admin = admin(TestBroker.shared().bootstrapServers())) {
            admin.deleteTopics(List.of(topics.webhooks())).all().get(20, TimeUnit.SECONDS);
        }

        int exitCode = RebuildCommand.run(ApiServiceApplication.builder(), services.arguments(Service.API));

        assertThat(exitCode).isZero();
        services.start(Service.API, Service.DISPATCHER);
        Rest after = services.rest();
        assertThat(after.get("/api/v1/webhooks/" + kept).required("version").intValue())
                .isEqualTo(version);
        after.post("/api/v1/webhooks/" + paused + "/resume", "");
        after.publish("a.after", "two");
        await().atMost(LONG).until(() -> receiver.count("/paused") == 2);
        await().atMost(LONG).until(() -> receiver.count("/kept") == 2);
        assertThat(receiver.count("/deleted")).isZero();
    }

    @Test
    void aDatabaseFromABackupCatchesUpWithTheTopics() throws Exception {
        Rest rest = services.rest();
        String kept = rest.subscribe(receiver.url("/kept"), "a.*");
        String deleted = rest.subscribe(receiver.url("/deleted"), "a.*");
        rest.publish("a.before", "one");
        await().atMost(LONG).until(() -> rest.deliveries(kept, "delivered").size() == 1);
        services.stop(Service.API);
        TestDatabase backup = copy();
        services.start(Service.API);
        Rest between = services.rest();
        between.patch("/api/v1/webhooks/" + kept, "{\"name\": \"since the backup\"}");
        between.delete("/api/v1/webhooks/" + deleted);
        String later = between.subscribe(receiver.url("/later"), "a.*");
        between.publish("a.between", "two");
        await().atMost(LONG).until(() -> between.deliveries(kept, "delivered").size() == 2);
        await().atMost(LONG).until(() -> between.deliveries(later, "delivered").size() == 1);
        services.stop(Service.API);

        services.use(backup).start(Service.API);

        // The log goes on where the backup stood, and reads again what came since.
        Rest after = services.rest();
        await().atMost(LONG).until(() -> after.deliveries(kept, "delivered").size() == 2);
        await().atMost(LONG)
                .until(() -> after.get("/api/v1/webhooks/" + kept)
                                .required("success_count")
                                .intValue()
                        == 2);
        // Webhooks are as they were then, for everybody: a change is gone, a deleted one is back.
        assertThat(after.get("/api/v1/webhooks/" + kept).required("name").isNull())
                .isTrue();
        int beforeIt = receiver.count("/deleted");
        await().atMost(LONG).untilAsserted(() -> {
            after.publish("a.after", "three");
            assertThat(receiver.count("/deleted")).isGreaterThan(beforeIt);
        });
        // One that was made since is unknown here and still gets events, until it is made known or its record is
        // deleted.
        await().atMost(LONG).until(() -> receiver.count("/later") >= 2);
    }

    @Test
    void everythingMovesToAnotherClusterWithMorePartitions() throws Exception {
        Rest rest = services.rest();
        String kept = rest.subscribe(receiver.url("/kept"), "a.*");
        String paused = rest.subscribe(receiver.url("/paused"), "a.*");
        rest.post("/api/v1/webhooks/" + paused + "/pause", "");
        rest.publish("a.before", "one");
        await().atMost(LONG).until(() -> rest.deliveries(kept, "delivered").size() == 1);
        await().atMost(LONG).until(() -> rest.deliveries(paused, "held").size() == 1);
        services.close();

        try (EmbeddedBroker other = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("other")));
                Services moved = new Services(other.bootstrapServers(), "moved.", 5, database)) {
            moved.start(Service.API, Service.DISPATCHER, Service.SCHEDULER);
            Rest after = moved.rest();
            after.publish("a.after", "two");

            await().atMost(LONG).until(() -> after.deliveries(kept, "delivered").size() == 2);
            // What still waited on the old topics is replayed from the log.
            after.post("/api/v1/webhooks/" + paused + "/resume", "");
            after.post("/api/v1/webhooks/" + paused + "/replay", "{\"event_id\": \"one\"}");
            await().atMost(LONG)
                    .until(() -> receiver.requests("/paused").stream()
                            .anyMatch(request -> request.text().contains("\"id\":\"one\"")));
            try (Admin admin = admin(other.bootstrapServers())) {
                assertThat(admin.describeTopics(List.of("moved.deliveries"))
                                .allTopicNames()
                                .get(20, TimeUnit.SECONDS))
                        .hasEntrySatisfying(
                                "moved.deliveries",
                                topic -> assertThat(topic.partitions()).hasSize(5));
            }
        }
    }

    /** A copy of the database as it stands; nobody may be connected. */
    private TestDatabase copy() throws SQLException {
        String name = database.name() + "_backup";
        TestDatabase maintenance =
                new TestDatabase(database.host(), database.port(), "template1", database.user(), database.password());
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + database.name());
        }
        return new TestDatabase(database.host(), database.port(), name, database.user(), database.password());
    }

    private static Admin admin(String bootstrapServers) {
        return new KafkaClients(KafkaSettings.of(bootstrapServers)).admin();
    }
}
