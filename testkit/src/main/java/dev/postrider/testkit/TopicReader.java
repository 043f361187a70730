package dev.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Reads a topic of the shared broker from its beginning, for a test that wants to see what stands on it. */
public final class TopicReader implements AutoCloseable {
    private static final Duration ENOUGH = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    private TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** A reader of a topic that exists. */
    public static TopicReader of(String topic) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        TestBroker.shared().bootstrapServers(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new TopicReader(consumer);
    }

    /** All records up to the present end, each partition's oldest first. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (TopicReader reader = of(topic)) {
            return reader.toTheEnd();
        }
    }

    /** All records with this key, oldest first. */
    public static List<ConsumerRecord<byte[], byte[]>> read(String topic, String key) {
        return read(topic).stream()
                .filter(record -> record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .toList();
    }

    /** Waits until the topic has held that many records, and returns all there were. */
    public List<ConsumerRecord<byte[], byte[]>> await(int count) {
        return await(count, ENOUGH);
    }

    /** The same with a deadline of the caller's. */
    public List<ConsumerRecord<byte[], byte[]>> await(int count, Duration atMost) {
        pollUntil(count + " records", atMost, () -> seen.size() >= count);
        return List.copyOf(seen);
    }

    /** Waits for records beyond those returned so far, as long as this, and returns all there were. */
    public List<ConsumerRecord<byte[], byte[]>> more(Duration wait) {
        poll(wait);
        return List.copyOf(seen);
    }

    private List<ConsumerRecord<byte[], byte[]>> toTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        pollUntil(
                "the end of the topic",
                ENOUGH,
                () -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
        return List.copyOf(seen);
    }

    private void pollUntil(String what, Duration atMost, BooleanSupplier enough) {
        Awaitility.await(what)
                .atMost(atMost)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    poll(POLL);
                    return enough.getAsBoolean();
                });
    }

    private void poll(Duration wait) {
        consumer.poll(wait).forEach(seen::add);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
