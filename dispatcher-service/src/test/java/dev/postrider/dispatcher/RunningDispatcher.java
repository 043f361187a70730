package dev.postrider.dispatcher;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestMasterKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The real dispatcher on the shared broker, with topics of its own, and the means to write what the API would. */
final class RunningDispatcher implements AutoCloseable {
    /** Of the topics that webhooks' records share. */
    static final int PARTITIONS = 3;

    static final Seal SEAL = new Seal(MasterKeys.parse(TestMasterKey.TEXT), new SecureRandom());

    static final SigningSecret SECRET = new SigningSecret("a-secret-for-tests");

    final Topics topics;
    private final Producer<byte[], byte[]> producer;
    private final String[] settings;
    private ConfigurableApplicationContext context;

    RunningDispatcher(Class<?> test, String... more) {
        this.topics = new Topics(TestBroker.uniquePrefix(test));
        String bootstrap = TestBroker.shared().bootstrapServers();
        KafkaClients clients = new KafkaClients(KafkaSettings.of(bootstrap).withTopicPrefix(topics.prefix()));
        this.settings = Stream.concat(
                        Stream.of(
                                "--postrider.kafka.bootstrap-servers=" + bootstrap,
                                "--postrider.kafka.topic-prefix=" + topics.prefix(),
                                "--postrider.kafka.instance-id=test",
                                "--postrider.kafka.topics.partitions=" + PARTITIONS,
                                "--postrider.kafka.topics.event-partitions=3",
                                "--postrider.kafka.topics.retry-partitions=1",
                                "--postrider.kafka.topics.replication=1",
                                "--postrider.dispatcher.allow-private-addresses=true",
                                TestMasterKey.ARGUMENT),
                        Arrays.stream(more))
                // The last one of a name counts.
                .collect(Collectors.toMap(
                        setting -> setting.substring(0, setting.indexOf('=')),
                        Function.identity(),
                        (_, last) -> last,
                        LinkedHashMap::new))
                .values()
                .toArray(String[]::new);
        this.context = run();
        this.producer = clients.producer("test", Duration.ofSeconds(10), Duration.ofSeconds(20));
        put(OrganizationId.DEFAULT);
    }

    private ConfigurableApplicationContext run() {
        return DispatcherApplication.builder().web(WebApplicationType.NONE).run(settings);
    }

    /** What it was started with. */
    List<String> settings() {
        return List.of(settings);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void stop() {
        context.close();
    }

    void startAgain() {
        context = run();
    }

    /** Starts with a fault in one of its beans. */
    void startAgain(BeanPostProcessor fault) {
        context = DispatcherApplication.builder()
                .web(WebApplicationType.NONE)
                .initializers(starting -> starting.getBeanFactory().addBeanPostProcessor(fault))
                .run(settings);
    }

    /** Starts with another value of one of its settings. */
    void startAgain(String setting) {
        String name = setting.substring(0, setting.indexOf('=') + 1);
        context = DispatcherApplication.builder()
                .web(WebApplicationType.NONE)
                .run(Arrays.stream(settings)
                        .map(before -> before.startsWith(name) ? setting : before)
                        .toArray(String[]::new));
    }

    void put(OrganizationId organization) {
        send(OrganizationCodec.encode(topics, organization));
    }

    Webhook put(Webhook webhook) {
        send(WebhookCodec.encode(topics, webhook, SEAL));
        return webhook;
    }

    /** Writes a webhook's record as it comes, sealed with keys of the test's own. */
    void put(Webhook webhook, Seal seal, UnaryOperator<String> value) {
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(topics, webhook, seal);
        send(new ProducerRecord<>(
                record.topic(),
                null,
                null,
                record.key(),
                value.apply(new String(record.value(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8),
                record.headers()));
    }

    /** Writes many webhooks without waiting for each. */
    void putAll(List<Webhook> webhooks) {
        webhooks.forEach(webhook -> {
            var _ = producer.send(WebhookCodec.encode(topics, webhook, SEAL));
        });
        producer.flush();
    }

    /** An active webhook with the {@code fast} schedule. */
    static Webhook webhook(String url, String... patterns) {
        return webhook(url, RetryPolicy.of(RetrySchedule.FAST, null, 0, null, new RetryOn.Default()), patterns);
    }

    static Webhook webhook(String url, RetryPolicy retry, String... patterns) {
        return new Webhook(
                new WebhookId(UUID.randomUUID()),
                OrganizationId.DEFAULT,
                url,
                Arrays.stream(patterns).map(EventPattern::parse).toList(),
                WebhookState.ACTIVE,
                new CustomHeaders(Map.of("X-Team", "crm")),
                Duration.ofSeconds(2),
                retry,
                Signing.by(SECRET, SignatureSetting.DEFAULT),
                Pacing.DEFAULT,
                1,
                null,
                Access.NONE);
    }

    static Webhook owned(Webhook webhook, OrganizationId organization) {
        return new Webhook(
                webhook.id(),
                organization,
                webhook.url(),
                webhook.events(),
                webhook.state(),
                webhook.headers(),
                webhook.timeout(),
                webhook.retry(),
                webhook.signing(),
                webhook.pacing(),
                webhook.version() + 1,
                webhook.cancelBefore(),
                Access.NONE);
    }

    static Webhook paced(Webhook webhook, Pacing pacing) {
        return new Webhook(
                webhook.id(),
                webhook.organization(),
                webhook.url(),
                webhook.events(),
                webhook.state(),
                webhook.headers(),
                webhook.timeout(),
                webhook.retry(),
                webhook.signing(),
                pacing,
                webhook.version() + 1,
                webhook.cancelBefore(),
                Access.NONE);
    }

    static Webhook inState(Webhook webhook, WebhookState state, @Nullable Instant cancelBefore) {
        return new Webhook(
                webhook.id(),
                webhook.organization(),
                webhook.url(),
                webhook.events(),
                state,
                webhook.headers(),
                webhook.timeout(),
                webhook.retry(),
                webhook.signing(),
                webhook.pacing(),
                webhook.version() + 1,
                cancelBefore,
                Access.NONE);
    }

    void publish(String json) {
        publish(json, Map.of());
    }

    /** Publishes with a record key, so that events with the same key keep their order. */
    void publish(String json, String key) {
        send(new ProducerRecord<>(
                topics.events(), key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
    }

    void publish(String value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.events(), value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        send(record);
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var _ = producer.send(record).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the broker did not take a test's record", e);
        }
    }

    /** Hands a record to the producer; {@link #flush} waits for it. */
    void sendSoon(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        context.close();
        producer.close();
    }
}
