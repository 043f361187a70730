package dev.postrider.dispatcher.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the frontier of each partition, with what is incomplete above it: from time to time without waiting, and at once when
 * a partition goes. One commit is under way at a time. Belongs to the thread that owns the consumer.
 */
final class FrontierCommits {
    private static final Logger LOG = LoggerFactory.getLogger(FrontierCommits.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<Integer, PartitionIntake> partitions;
    private final Duration interval;
    private long lastNanos = System.nanoTime();
    private boolean underWay;

    /**
     * @param partitions those assigned now, kept by the owner
     */
    FrontierCommits(Consumer<byte[], byte[]> consumer, Map<Integer, PartitionIntake> partitions, Duration interval) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.interval = interval;
    }

    /** Commits what changed, if the interval is over; returns at once. */
    void commitIfDue() {
        long now = System.nanoTime();
        if (underWay || now - lastNanos < interval.toNanos()) {
            return;
        }
        lastNanos = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions.values());
        if (!offsets.isEmpty()) {
            underWay = true;
            consumer.commitAsync(offsets, this::committed);
        }
    }

    /** Commits what changed of these partitions and waits for it; a failure means that some is sent again. */
    void commitNow(Collection<PartitionIntake> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(which);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, TIMEOUT);
            markCommitted(offsets);
        } catch (KafkaException e) {
            LOG.atWarn().setCause(e).log("The last commit failed; what completed since the one before is sent again");
        }
    }

    /** Called on this thread, from within a poll, a commit or the close. */
    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        underWay = false;
        if (failure != null) {
            LOG.atWarn().setCause(failure).log("A commit failed; the next one says all of it again");
            return;
        }
        markCommitted(offsets);
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<PartitionIntake> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionIntake intake : which) {
            OffsetAndMetadata progress = intake.uncommitted();
            if (progress != null) {
                offsets.put(intake.partition, progress);
            }
        }
        return offsets;
    }

    private void markCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, progress) -> {
            PartitionIntake intake = partitions.get(partition.partition());
            if (intake != null) {
                intake.committed(progress);
            }
        });
    }
}
