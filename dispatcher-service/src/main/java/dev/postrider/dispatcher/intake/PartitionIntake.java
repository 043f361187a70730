package dev.postrider.dispatcher.intake;

import dev.postrider.dispatcher.lane.Admitted;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher holds of one partition under one assignment: its tracker, and the received deliveries that have no
 * place in a lane yet, in order. Belongs to the thread that owns the consumer.
 */
final class PartitionIntake {
    final TopicPartition partition;
    final long epoch;
    final OffsetTracker tracker;
    final StartedAttempts started = new StartedAttempts();
    final Queue<Admitted> backlog = new ArrayDeque<>();
    int underWay;

    long admittedBytes;
    boolean paused;

    /** Whether it is known where its lanes stand; nothing is received before. */
    boolean open;

    private @Nullable OffsetAndMetadata committed;

    PartitionIntake(TopicPartition partition, long epoch, CommittedProgress before) {
        this.partition = partition;
        this.epoch = epoch;
        this.tracker = new OffsetTracker(before);
    }

    /** The record of a delivery on the deliveries topic is complete. */
    void complete(Admitted admitted) {
        tracker.complete(admitted.offset());
        admittedBytes -= admitted.delivery().body().length;
    }

    /** What to commit; null if the last commit said the same. */
    @Nullable OffsetAndMetadata uncommitted() {
        CommittedProgress progress = tracker.progress();
        OffsetAndMetadata now = new OffsetAndMetadata(progress.frontier(), progress.toMetadata());
        return now.equals(committed) ? null : now;
    }

    void committed(OffsetAndMetadata what) {
        committed = what;
    }

    /** Whether to stop reading: another poll might admit too much, or a lane that has its share stands in front. */
    boolean isFull(int maxAdmitted, long maxBytes) {
        return !open || !backlog.isEmpty() || tracker.admitted() >= maxAdmitted || admittedBytes >= maxBytes;
    }
}
