package dev.postrider.scheduler;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.TopicProvisioner;
import dev.postrider.kafka.TopicSettings;
import dev.postrider.scheduler.tier.Clocks;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Topics under a prefix of their own, a writer that puts records into tiers, and a reader of where they return to. */
final class TierBench implements AutoCloseable {
    static final RetryLadder LADDER = RetryLadder.parse(List.of("1s", "4s"));

    private final RetryLadder ladder;
    final KafkaSettings settings = KafkaSettings.of(TestBroker.shared().bootstrapServers())
            .withTopicPrefix(TestBroker.uniquePrefix(RetrySchedulerIT.class))
            .withTopics(TopicSettings.EMBEDDED);
    final Topics topics = settings.topicNames();
    private final KafkaClients clients = new KafkaClients(settings);
    final Admin admin = clients.admin();
    private final Producer<byte[], byte[]> producer =
            clients.producer("bench", Duration.ofSeconds(10), Duration.ofSeconds(20));

    TierBench() {
        this(LADDER);
    }

    TierBench(RetryLadder ladder) {
        this.ladder = ladder;
        provision(ladder);
    }

    void provision(RetryLadder some) {
        new TopicProvisioner(clients, settings).provision(some);
    }

    /** Starts a scheduler as the standalone program does. */
    ConfigurableApplicationContext scheduler(String... more) {
        return scheduler(ladder, Clocks.system(), more);
    }

    /** One with another ladder, or that believes other clocks. */
    ConfigurableApplicationContext scheduler(RetryLadder configured, Clocks clocks, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--postrider.kafka.bootstrap-servers=" + settings.bootstrapServers(),
                "--postrider.kafka.topic-prefix=" + topics.prefix(),
                "--postrider.kafka.topics.partitions=3",
                "--postrider.kafka.topics.event-partitions=3",
                "--postrider.kafka.topics.retry-partitions=3",
                "--postrider.kafka.topics.replication=1",
                "--postrider.retry.tiers="
                        + configured.tiers().stream().map(RetryTier::name).collect(Collectors.joining(","))));
        args.addAll(List.of(more));
        return RetrySchedulerApplication.builder()
                .web(WebApplicationType.NONE)
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return bean instanceof Clocks ? clocks : bean;
                    }
                }))
                .run(args.toArray(String[]::new));
    }

    /** Puts a record into the tier that the ladder says. */
    void wait(String id, Instant due) {
        write(TierCodec.enter(topics, ladder, Instant.now(), due, ReturnTo.DELIVERIES, bare(id)));
    }

    void write(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    static ProducerRecord<byte[], byte[]> bare(String id) {
        ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>(
                "none", null, null, bytes(UUID.randomUUID().toString()), bytes("{\"n\": 1.0 , \"id\":\"" + id + "\"}"));
        bare.headers().add("pr-v", bytes("1")).add("pr-delivery", bytes(id));
        return bare;
    }

    /** Everything on a topic once there are so many, and for a while after, in which more would be seen. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count, Duration atMost) {
        try (TopicReader reader = TopicReader.of(topic)) {
            reader.await(count, atMost);
            return reader.more(Duration.ofMillis(500));
        }
    }

    /** After this, all tiers are being read: records were taken out of each. */
    void awaitReading() {
        ladder.tiers().forEach(tier -> {
            for (int i = 0; i < 30; i++) {
                Instant past = Instant.now().minusSeconds(1);
                write(TierCodec.wait(
                        topics, new RetryLadder.Hop(tier, past), past, ReturnTo.EVENTS_INTERNAL, bare("warm-" + i)));
            }
        });
        read(topics.eventsInternal(), 30 * ladder.tiers().size(), Duration.ofSeconds(30));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("pr-delivery").value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
