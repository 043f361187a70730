package dev.postrider.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.common.wire.Topics;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.scheduler.RetrySchedulerApplication;
import dev.postrider.standalone.cluster.Services.Service;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole system on a broker with an authorizer, each service as a principal of its own with what {@code deploy/kafka/acls.csv} grants:
 * nothing of what it does is denied, and what it does not do is. The API is a role of {@code deploy/postgres/roles.sql} that owns no table.
 */
@Tag("proof")
class AclIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("team.postrider.");
    private static final List<String> PRINCIPALS = List.of("topics", "api", "dispatcher", "scheduler");

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Services services;
    private static TestDatabase serviceRole;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka"))
                .withOverride("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withOverride("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .withOverride("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .withOverride(
                        "listener.name.plaintext.plain.sasl.jaas.config", login("admin") + " user_admin=\"admin-pw\";")
                .withOverride(
                        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
                        ScramLoginModule.class.getName() + " required;")
                .withOverride("authorizer.class.name", DenialRecorder.class.getName())
                // The controller's own listener has no principals; nothing but this process reaches it.
                .withOverride("super.users", "User:admin;User:ANONYMOUS"));
        try (Admin admin = clients("admin").admin()) {
            admin.alterUserScramCredentials(PRINCIPALS.stream()
                            .<UserScramCredentialAlteration>map(name -> new UserScramCredentialUpsertion(
                                    name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), name + "-pw"))
                            .toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
            admin.createAcls(AclFile.read(TOPICS.prefix())).all().get(20, TimeUnit.SECONDS);
        }
        TestDatabase owners = TestDatabase.fresh();
        RolesFile roles = RolesFile.applyTo(owners);
        services = new Services(broker.bootstrapServers(), TOPICS.prefix(), 3, roles.owner())
                .setAll("postrider.kafka.topics.create", "false")
                .setAll("postrider.kafka.properties.security.protocol", "SASL_PLAINTEXT")
                .setAll("postrider.kafka.properties.sasl.mechanism", mechanism("api"))
                .setAll("postrider.kafka.events-from.billing", "default")
                .set(Service.DISPATCHER, "postrider.dispatcher.trim-interval", "500ms")
                .set(Service.SCHEDULER, "postrider.retry.trim-interval", "500ms");
        services.setAll("postrider.kafka.properties.sasl.jaas.config", login("topics") + ";");
        RetrySchedulerApplication.main(
                Stream.concat(Stream.of("make-topics"), Stream.of(services.arguments(Service.SCHEDULER)))
                        .toArray(String[]::new));
        ApiServiceApplication.main(Stream.concat(Stream.of("migrate"), Stream.of(services.arguments(Service.API)))
                .toArray(String[]::new));
        serviceRole = roles.service();
        services.use(serviceRole).set(Service.API, "postrider.database.migrate", "false");
        for (Service service : Service.values()) {
            services.set(service, "postrider.kafka.properties.sasl.jaas.config", login(name(service)) + ";");
        }
        services.start(Service.API, Service.DISPATCHER, Service.SCHEDULER);
    }

    @AfterAll
    static void stop() {
        services.close();
        broker.close();
    }

    @Test
    void everythingThatTheSystemDoesIsGranted() {
        Rest rest = services.rest();
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/up").reply(200);
            // Two attempts fail and the letter is dead; the redrive's is answered well.
            receiver.on("/late").reply(500, 500).then(200);
            receiver.on("/held").reply(200);
            String up = rest.subscribe(receiver.url("/up"), "acl.*");
            String late = rest.subscribe(receiver.url("/late"), "acl.first");
            String held = rest.subscribe(receiver.url("/held"), "acl.first");
            rest.post("/api/v1/webhooks/" + held + "/pause", "");

            rest.publish("acl.first", "one");

            await().atMost(LONG).until(() -> rest.deliveries(up, "delivered").size() == 1);
            await().atMost(LONG).until(() -> rest.deliveries(late, "dead").size() == 1);
            await().atMost(LONG).until(() -> rest.deliveries(held, "held").size() == 1);
            rest.post("/api/v1/redrives", "{\"webhook_id\": \"" + late + "\"}");
            await().atMost(LONG).until(() -> rest.deliveries(late, "delivered").size() == 1);
            rest.post("/api/v1/webhooks/" + held + "/resume", "");
            await().atMost(LONG).until(() -> rest.deliveries(held, "delivered").size() == 1);

            // Scheduled events and replays come through the tiers and events.internal; a cancel through controls.
            rest.post("/api/v1/events", """
                    {"event": "acl.later", "data": {}, "deliver_at": "%s"}""".formatted(Instant.now().plusSeconds(3)));
            await().atMost(LONG).until(() -> rest.deliveries(up, "delivered").size() == 2);
            rest.post("/api/v1/webhooks/" + up + "/replay", "{\"confirm\": true}");
            await().atMost(LONG).until(() -> rest.deliveries(up, "delivered").size() >= 4);
            rest.post("/api/v1/webhooks/" + held + "/pause", "");
            rest.publish("acl.first", "two");
            await().atMost(LONG).until(() -> rest.deliveries(held, "held").size() == 1);
            rest.post("/api/v1/deliveries/" + rest.deliveries(held, "held").getFirst() + "/cancel", "");
            await().atMost(LONG).until(() -> rest.deliveries(held, "cancelled").size() == 1);
            rest.post("/api/v1/deliveries/" + rest.deliveries(up, "delivered").getFirst() + "/retry", "");
            rest.delete("/api/v1/webhooks/" + held);
            // What is no event goes to events.rejected.
            send("admin", TOPICS.events(), "no event");
            awaitTrimmed(TOPICS.deliveries());
        }
        // A process that comes again reads what others of its group have left.
        services.stop(Service.DISPATCHER, Service.SCHEDULER, Service.API);
        services.start(Service.API, Service.DISPATCHER, Service.SCHEDULER);

        assertThat(DenialRecorder.DENIED).isEmpty();
    }

    @Test
    void aServiceThatStepsOutsideOfItsListIsDenied() {
        Map<String, List<String>> notWritten = Map.of(
                "api", List.of(TOPICS.deliveries(), TOPICS.deadLetter(), TOPICS.shelf(), TOPICS.lanes()),
                "dispatcher", List.of(TOPICS.events(), TOPICS.eventsInternal(), TOPICS.webhooks(), TOPICS.controls()),
                "scheduler", List.of(TOPICS.events(), TOPICS.webhooks(), TOPICS.attempts(), TOPICS.deadLetter()),
                "topics", List.of(TOPICS.events()));
        Map<String, List<String>> notRead = Map.of(
                "api", List.of(TOPICS.deliveries(), TOPICS.shelf(), TOPICS.lanes()),
                "dispatcher", List.of(TOPICS.deadLetter(), TOPICS.eventsRejected(), TOPICS.prefix() + "retry.1s"),
                "scheduler", List.of(TOPICS.webhooks(), TOPICS.deliveries(), TOPICS.events()),
                "topics", List.of(TOPICS.webhooks()));

        notWritten.forEach((principal, topics) -> topics.forEach(
                topic -> assertDenied(principal + " writes " + topic, () -> send(principal, topic, "x"))));
        notRead.forEach((principal, topics) ->
                topics.forEach(topic -> assertDenied(principal + " reads " + topic, () -> read(principal, topic))));
        // The other test looks at what the services themselves were denied.
        DenialRecorder.DENIED.clear();
    }

    @Test
    void theApiMayNotChangeTables() {
        assertThatThrownBy(() -> {
                    try (Connection service = serviceRole.connect();
                            Statement statement = service.createStatement()) {
                        statement.execute("ALTER TABLE webhooks ADD COLUMN x text");
                    }
                })
                .hasMessageContaining("must be owner");
    }

    /** The records of deliveries that have ended go. */
    private static void awaitTrimmed(String topic) {
        try (Consumer<byte[], byte[]> consumer = clients("admin").reader("trimmed", Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            await().atMost(LONG)
                    .until(() -> consumer.beginningOffsets(partitions).values().stream()
                            .anyMatch(first -> first > 0));
        }
    }

    private static void assertDenied(String what, Runnable action) {
        assertThatThrownBy(action::run).as(what).hasRootCauseInstanceOf(AuthorizationException.class);
    }

    private static void send(String principal, String topic, String value) {
        try (Producer<byte[], byte[]> producer =
                clients(principal).producer("acl", Duration.ofSeconds(10), Duration.ofSeconds(20))) {
            var _ = producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("not sent to " + topic, e);
        }
    }

    private static void read(String principal, String topic) {
        try (Consumer<byte[], byte[]> consumer = clients(principal).reader("acl", Map.of())) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            consumer.poll(Duration.ofSeconds(5));
        } catch (RuntimeException e) {
            throw new IllegalStateException("not read from " + topic, e);
        }
    }

    private static KafkaClients clients(String principal) {
        return new KafkaClients(new KafkaSettings(
                broker.bootstrapServers(),
                TOPICS.prefix(),
                null,
                null,
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        mechanism(principal),
                        "sasl.jaas.config",
                        login(principal) + ";"),
                null,
                null));
    }

    private static String name(Service service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    /** Who makes the others has no credentials in Kafka yet. */
    private static String mechanism(String principal) {
        return principal.equals("admin") ? "PLAIN" : "SCRAM-SHA-512";
    }

    private static String login(String principal) {
        Class<?> module = principal.equals("admin") ? PlainLoginModule.class : ScramLoginModule.class;
        return module.getName() + " required username=\"" + principal + "\" password=\"" + principal + "-pw\"";
    }
}
