package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a consumer stands on its partitions, as the database says. A partition is unplaced when it was just assigned or when
 * another writer overtook us: it is paused until its place is known. One thread's.
 */
final class LogPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(LogPlaces.class);
    private static final Duration KAFKA_CALL = Duration.ofSeconds(5);
    private static final Duration COMMIT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetTable offsets;
    private final LogMetrics metrics;
    private final Deadline deadline;
    private final Map<TopicPartition, Long> placed = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();

    LogPlaces(Consumer<byte[], byte[]> consumer, OffsetTable offsets, LogMetrics metrics, Deadline deadline) {
        this.consumer = consumer;
        this.offsets = offsets;
        this.metrics = metrics;
        this.deadline = deadline;
    }

    /** Takes back the place of partitions that are ours. */
    void displace(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        // Without any position a poll would ask for a committed one, which may be missing, and which does not count
        // here.
        partitions.stream()
                .filter(partition -> !placed.containsKey(partition))
                .forEach(partition -> consumer.seek(partition, 0));
        placed.keySet().removeAll(partitions);
        unplaced.addAll(partitions);
    }

    void forget(Collection<TopicPartition> partitions) {
        placed.keySet().removeAll(partitions);
        unplaced.removeAll(partitions);
    }

    /** Gives every unplaced partition its place; fails if the database or the broker does not answer. */
    void place() {
        if (unplaced.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(unplaced, KAFKA_CALL);
        Map<TopicPartition, Long> end = consumer.endOffsets(unplaced, KAFKA_CALL);
        for (TopicPartition partition : List.copyOf(unplaced)) {
            long place = place(
                    partition,
                    Objects.requireNonNull(first.get(partition)),
                    Objects.requireNonNull(end.get(partition)));
            consumer.seek(partition, place);
            placed.put(partition, place);
            unplaced.remove(partition);
        }
    }

    private long place(TopicPartition partition, long first, long end) {
        long stored = deadline.await(offsets.position(partition, first));
        if (stored >= first && stored <= end) {
            return stored;
        }
        // The log cannot stand still for what no longer exists, but somebody must hear of it.
        LOG.error(
                "The delivery log stood at offset {} of {}, which now has {} to {}; it goes on at {}",
                stored,
                partition,
                first,
                end,
                first);
        metrics.lost(Math.max(0, first - stored));
        deadline.awaitEnd(offsets.move(partition, stored, first));
        return deadline.await(offsets.position(partition, first));
    }

    /** What may be fetched. */
    Collection<TopicPartition> placed() {
        return List.copyOf(placed.keySet());
    }

    long of(TopicPartition partition) {
        return Objects.requireNonNull(placed.get(partition), () -> partition + " has no place");
    }

    /** Moves on past what was written, but for partitions that have lost their place meanwhile. */
    void advance(LogBatch written) {
        written.spans().forEach(span -> placed.computeIfPresent(span.partition(), (_, _) -> span.to()));
    }

    /** Tells Kafka where the log stands. Nobody reads that but tools that show the lag, so a failure is of no account. */
    void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        placed.forEach((partition, next) -> {
            if (partitions.contains(partition)) {
                committed.put(partition, new OffsetAndMetadata(next));
            }
        });
        try {
            consumer.commitSync(committed, COMMIT);
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("The log's place was not committed to Kafka", e);
        }
    }
}
