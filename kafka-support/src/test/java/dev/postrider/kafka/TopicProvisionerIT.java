package dev.postrider.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicProvisionerIT {
    private static final RetryLadder LADDER = RetryLadder.parse(List.of("1s", "1m"));

    private final KafkaSettings settings = KafkaSettings.of(TestBroker.shared().bootstrapServers())
            .withTopicPrefix(TestBroker.uniquePrefix(TopicProvisionerIT.class))
            .withTopics(TopicSettings.EMBEDDED);

    @Test
    void makesEveryTopicOnceHoweverManyServicesStart() throws Exception {
        provisioner(settings).provision(LADDER);
        provisioner(settings).provision(LADDER);

        try (Admin admin = new KafkaClients(settings).admin()) {
            assertThat(admin.listTopics().names().get())
                    .contains(
                            settings.topicNames().events(),
                            settings.topicNames().webhooks(),
                            settings.topicNames().deliveries(),
                            settings.topicNames().prefix() + "retry.1s",
                            settings.topicNames().prefix() + "retry.1m",
                            settings.topicNames().deadLetter(),
                            settings.topicNames().attempts());
        }
    }

    @Test
    void saysWhichTopicsAreWrongAndWhatToDo() throws Exception {
        try (Admin admin = new KafkaClients(settings).admin()) {
            admin.createTopics(List.of(
                            new NewTopic(settings.topicNames().events(), 3, (short) 1),
                            new NewTopic(settings.topicNames().deliveries(), 5, (short) 1)))
                    .all()
                    .get();
        }

        assertThatThrownBy(() -> provisioner(settings).provision(LADDER))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("events has message.timestamp.type=CreateTime; set it to LogAppendTime")
                .hasMessageContaining("deliveries has 5 partitions and the configuration says 3");
    }

    @Test
    void namesMissingTopicsWhereItMayNotMakeThem() {
        KafkaSettings checking = settings.withTopics(new TopicSettings(false, 3, 3, 3, 1));

        assertThatThrownBy(() -> provisioner(checking).provision(LADDER))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("attempts is missing")
                .hasMessageContaining("retry.1m is missing");
    }

    @Test
    void trimsWhatIsCommittedAndNothingElse() throws Exception {
        provisioner(settings).provision(LADDER);
        KafkaClients clients = new KafkaClients(settings);
        TopicPartition partition = new TopicPartition(settings.topicNames().deliveries(), 0);
        produce(clients, partition, 5);
        try (Consumer<byte[], byte[]> consumer = clients.groupConsumer("trimmed", Map.of())) {
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(3)));
        }

        try (ObligationTrimmer trimmer = new ObligationTrimmer(
                        clients.admin(), Map.of(partition.topic(), settings.group("trimmed")), Duration.ofMinutes(1));
                Admin admin = clients.admin()) {
            trimmer.trim();

            assertThat(offset(admin, partition, OffsetSpec.earliest())).isEqualTo(3);
            assertThat(offset(admin, partition, OffsetSpec.latest())).isEqualTo(5);
        }
    }

    @Test
    void aGroupStartsAtTheBeginningWhereNothingWasCommitted() {
        provisioner(settings).provision(LADDER);
        KafkaClients clients = new KafkaClients(settings);
        TopicPartition partition = new TopicPartition(settings.topicNames().deliveries(), 1);
        produce(clients, partition, 2);

        try (Consumer<byte[], byte[]> consumer = clients.groupConsumer("fresh", Map.of())) {
            consumer.assign(List.of(partition));

            assertThat(FirstStart.seek(consumer, List.of(partition))).isEmpty();
            assertThat(consumer.position(partition)).isZero();
            assertThatCode(() -> consumer.poll(Duration.ofSeconds(1))).doesNotThrowAnyException();
        }
    }

    private static void produce(KafkaClients clients, TopicPartition partition, int count) {
        try (Producer<byte[], byte[]> producer =
                clients.producer("test", Duration.ofSeconds(5), Duration.ofSeconds(20))) {
            for (int i = 0; i < count; i++) {
                var _ = producer.send(new ProducerRecord<>(
                        partition.topic(), partition.partition(), null, "x".getBytes(StandardCharsets.US_ASCII)));
            }
            producer.flush();
        }
    }

    private static long offset(Admin admin, TopicPartition partition, OffsetSpec spec) throws Exception {
        return admin.listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static TopicProvisioner provisioner(KafkaSettings settings) {
        return new TopicProvisioner(new KafkaClients(settings), settings);
    }
}
