package dev.postrider.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.metric.Metric;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.testkit.TestBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch on a real broker, where nobody consumes at all. */
class StageWatchIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KafkaSettings settings = KafkaSettings.of(TestBroker.shared().bootstrapServers())
            .withTopicPrefix(TestBroker.uniquePrefix(StageWatchIT.class));
    private final KafkaClients clients = new KafkaClients(settings);
    private final Admin admin = clients.admin();
    private final Producer<byte[], byte[]> producer =
            clients.producer("test", Duration.ofSeconds(10), Duration.ofSeconds(20));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String topic = settings.topicNames().deliveries();
    private final String group = settings.group("delivery");

    @BeforeEach
    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        producer.close();
        admin.close();
    }

    @Test
    void lagAgeAndStallAreThereWithoutAnyConsumerAndGoWhenAllIsCommitted() throws Exception {
        long sixtySecondsAgo = Instant.now().minusSeconds(60).toEpochMilli();
        for (int i = 0; i < 5; i++) {
            producer.send(new ProducerRecord<>(topic, 1, sixtySecondsAgo, new byte[] {1}, new byte[100]))
                    .get(20, TimeUnit.SECONDS);
        }
        Stage deliveries = new Stage("deliveries", group, Set.of(topic), Duration.ZERO);
        try (StageWatch watch = new StageWatch(
                clients, List.of(deliveries), Duration.ofMillis(200), new Meters(registry), InstantSource.system())) {
            watch.start();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gauge(Metric.STAGE_LAG)).isEqualTo(5));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gauge(Metric.STAGE_OLDEST)).isBetween(60.0, 90.0));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gauge(Metric.STAGE_STALLED)).isGreaterThan(0.5));

            commit(2);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gauge(Metric.STAGE_LAG)).isEqualTo(3));
            commit(5);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gauge(Metric.STAGE_LAG)).isZero());
            assertThat(gauge(Metric.STAGE_OLDEST)).isZero();
            assertThat(gauge(Metric.STAGE_STALLED)).isZero();
        }
    }

    private void commit(long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(offset)))
                .all()
                .get(20, TimeUnit.SECONDS);
    }

    private double gauge(Metric metric) {
        return registry.get(metric.text()).tag("stage", "deliveries").gauge().value();
    }
}
