package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestMasterKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A broker with an authorizer, and the permissions that the page for producers grants: no more is needed, and no less is kept. */
@Tag("proof")
class ProducerAclIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Topics TOPICS = Topics.DEFAULT;
    private static final String SERVICES = "postrider";
    private static final String BILLING = "billing";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static ConfigurableApplicationContext dispatcher;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerConfig.in(folder.resolve("kafka"))
                .withOverride("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withOverride("sasl.enabled.mechanisms", "PLAIN")
                .withOverride("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .withOverride(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        login("admin") + " user_admin=\"admin-pw\" user_postrider=\"postrider-pw\""
                                + " user_billing=\"billing-pw\" user_crm=\"crm-pw\";")
                .withOverride("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // The controller's own listener has no principals; nothing but this process reaches it.
                .withOverride("super.users", "User:admin;User:ANONYMOUS"));
        try (Admin admin = clients("admin").admin()) {
            admin.createAcls(List.of(
                            allow(SERVICES, ResourceType.TOPIC, PatternType.PREFIXED, "postrider.", AclOperation.ALL),
                            allow(SERVICES, ResourceType.GROUP, PatternType.PREFIXED, "postrider.", AclOperation.ALL),
                            allow(
                                    BILLING,
                                    ResourceType.TOPIC,
                                    PatternType.LITERAL,
                                    TOPICS.eventsFrom(BILLING),
                                    AclOperation.WRITE)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        dispatcher = DispatcherApplication.builder()
                .web(WebApplicationType.NONE)
                .run(
                        TestMasterKey.ARGUMENT,
                        "--postrider.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--postrider.kafka.events-from.billing=acme",
                        "--postrider.kafka.events-from.crm=globex,initech",
                        "--postrider.kafka.topics.partitions=3",
                        "--postrider.kafka.topics.event-partitions=3",
                        "--postrider.kafka.topics.retry-partitions=1",
                        "--postrider.kafka.topics.replication=1",
                        "--postrider.dispatcher.allow-private-addresses=true",
                        "--postrider.kafka.properties.security.protocol=SASL_PLAINTEXT",
                        "--postrider.kafka.properties.sasl.mechanism=PLAIN",
                        "--postrider.kafka.properties.sasl.jaas.config=" + login(SERVICES) + ";");
    }

    @AfterAll
    static void stop() {
        dispatcher.close();
        broker.close();
    }

    @Test
    void aProducerWritesToItsOwnTopicAndToNoOther() {
        try (Producer<byte[], byte[]> billing = producer(BILLING);
                Producer<byte[], byte[]> crm = producer("crm")) {
            send(billing, TOPICS.eventsFrom(BILLING), "{\"event\":\"a\",\"data\":1}");
            for (String forbidden : List.of(
                    TOPICS.events(),
                    TOPICS.eventsFrom("crm"),
                    TOPICS.eventsInternal(),
                    TOPICS.webhooks(),
                    TOPICS.deliveries(),
                    TOPICS.controls(),
                    TOPICS.attempts(),
                    TOPICS.deadLetter())) {
                assertForbidden(billing, forbidden);
            }
            assertForbidden(crm, TOPICS.eventsFrom(BILLING));
        }
    }

    @Test
    void whatItWritesIsDeliveredForItsOrganizationAndRejectedForAnother() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                Producer<byte[], byte[]> services = producer(SERVICES);
                Producer<byte[], byte[]> billing = producer(BILLING)) {
            receiver.on("/acme").reply(200);
            receiver.on("/globex").reply(200);
            subscribe(services, "acme", receiver.url("/acme"));
            subscribe(services, "globex", receiver.url("/globex"));

            send(billing, TOPICS.eventsFrom(BILLING), "{\"event\":\"b\",\"organization_id\":\"globex\",\"data\":1}");
            send(billing, TOPICS.eventsFrom(BILLING), "{\"event\":\"b\",\"id\":\"own\",\"data\":2}");

            await().atMost(LONG).until(() -> receiver.count("/acme") == 1);
            assertThat(receiver.requests("/acme").getFirst().text()).contains("\"id\":\"own\"");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rejections())
                            .containsExactly("organization_id: is 'globex', and topic 'postrider.events.from.billing'"
                                    + " speaks only for: [acme]"));
            assertThat(receiver.count("/globex")).isZero();
        }
    }

    private static void subscribe(Producer<byte[], byte[]> services, String organization, String url) {
        send(services, OrganizationCodec.encode(TOPICS, new OrganizationId(organization)));
        send(
                services,
                WebhookCodec.encode(
                        TOPICS,
                        RunningDispatcher.owned(RunningDispatcher.webhook(url, "b"), new OrganizationId(organization)),
                        RunningDispatcher.SEAL));
    }

    private static List<String> rejections() {
        try (Consumer<byte[], byte[]> consumer = clients(SERVICES).reader("rejected", Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPICS.eventsRejected()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> reasons = new ArrayList<>();
            consumer.poll(Duration.ofSeconds(2)).forEach(record -> reasons.add(reason(record)));
            return reasons;
        }
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("pr-reason").value(), StandardCharsets.UTF_8);
    }

    private static void assertForbidden(Producer<byte[], byte[]> producer, String topic) {
        assertThatThrownBy(() -> send(producer, topic, "{\"event\":\"a\",\"data\":1}"))
                .as(topic)
                .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, String value) {
        send(producer, new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            var _ = producer.send(record).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the broker did not take a record on " + record.topic(), e);
        }
    }

    private static Producer<byte[], byte[]> producer(String principal) {
        return clients(principal).producer(principal, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    private static KafkaClients clients(String principal) {
        return new KafkaClients(new KafkaSettings(
                broker.bootstrapServers(),
                null,
                null,
                null,
                Map.of(
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", login(principal) + ";"),
                null,
                null));
    }

    private static String login(String principal) {
        return PlainLoginModule.class.getName() + " required username=\"" + principal + "\" password=\"" + principal
                + "-pw\"";
    }

    private static AclBinding allow(
            String principal, ResourceType type, PatternType pattern, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW));
    }
}
