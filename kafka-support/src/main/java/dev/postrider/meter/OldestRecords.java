package dev.postrider.meter;

import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads single records to learn how old they are, with a consumer that is opened when first needed. One thread's. */
final class OldestRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaClients clients;
    private @Nullable Consumer<byte[], byte[]> consumer;

    OldestRecords(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * What was found within some seconds.
     *
     * @param times of the first record at or behind the offset of a partition
     * @param withoutRecord partitions that were read to their ends and have none there
     */
    record Found(Map<TopicPartition, Instant> times, Set<TopicPartition> withoutRecord) {}

    /**
     * @param ends where the partitions ended when somebody looked
     */
    Found read(Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Instant> times = new HashMap<>();
        Set<TopicPartition> withoutRecord = new HashSet<>();
        Consumer<byte[], byte[]> reader = reader();
        reader.assign(offsets.keySet());
        offsets.forEach(reader::seek);
        Set<TopicPartition> open = new HashSet<>(offsets.keySet());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                times.putIfAbsent(
                        partition,
                        Instant.ofEpochMilli(
                                records.records(partition).getFirst().timestamp()));
            }
            open.removeAll(times.keySet());
            for (TopicPartition partition : List.copyOf(open)) {
                if (reader.position(partition) >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                    withoutRecord.add(partition);
                    open.remove(partition);
                }
            }
            reader.pause(times.keySet());
            reader.pause(withoutRecord);
        }
        reader.unsubscribe();
        return new Found(times, withoutRecord);
    }

    private Consumer<byte[], byte[]> reader() {
        Consumer<byte[], byte[]> known = consumer;
        if (known == null) {
            known = clients.reader(
                    "stages",
                    Map.of(
                            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                            1,
                            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                            16 * 1024,
                            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                            50));
            consumer = known;
        }
        return known;
    }

    @Override
    public void close() {
        Consumer<byte[], byte[]> known = consumer;
        if (known != null) {
            known.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }
}
