package dev.postrider.dispatcher.intake;

import dev.postrider.dispatcher.controls.PartitionControls;
import dev.postrider.dispatcher.lane.Admitted;
import java.time.Duration;
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
    final PartitionControls controls;
    final StartedAttempts started = new StartedAttempts();
    final Queue<Admitted> backlog = new ArrayDeque<>();
    int underWay;

    long admittedBytes;
    boolean paused;

    /** Whether it is known where its lanes stand; nothing is received before. */
    boolean open;

    /** Whether what was cancelled is known well enough for attempts to start. */
    boolean controlled;

    private @Nullable OffsetAndMetadata committed;

    PartitionIntake(TopicPartition partition, long epoch, CommittedProgress before, PartitionControls controls) {
        this.partition = partition;
        this.epoch = epoch;
        this.tracker = new OffsetTracker(before);
        this.controls = controls;
    }

    /** Looks anew how much is known of what was cancelled. */
    void lookAtControls(long now, Duration maxAge) {
        controlled = controls.isFresh(now, maxAge);
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

    /**
     * Whether to stop reading: another poll might admit too much, a lane that has its share stands in front, or nothing could be
     * judged yet.
     */
    boolean isFull(int maxAdmitted, long maxBytes) {
        return !open
                || !controls.isRead()
                || !backlog.isEmpty()
                || tracker.admitted() >= maxAdmitted
                || admittedBytes >= maxBytes;
    }
}
