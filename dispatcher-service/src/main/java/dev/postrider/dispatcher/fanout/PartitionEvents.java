package dev.postrider.dispatcher.fanout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The events of one partition that were received and are not done, and how far they are: produced, acknowledged, committed,
 * each no further than the one before. Belongs to the thread that owns the consumer.
 */
final class PartitionEvents {
    final TopicPartition partition;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> unacknowledged = new ArrayDeque<>();
    private FanOutProgress produced;
    private FanOutProgress acknowledged;
    private FanOutProgress committed;

    PartitionEvents(TopicPartition partition, FanOutProgress committed) {
        this.partition = partition;
        this.produced = committed;
        this.acknowledged = committed;
        this.committed = committed;
    }

    void receive(List<ConsumerRecord<byte[], byte[]>> records) {
        waiting.addAll(records);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** The event to go on with; null if there is none. */
    @Nullable ConsumerRecord<byte[], byte[]> next() {
        return waiting.peek();
    }

    /** The offset of the event to go on with, of which there must be one. */
    long firstWaiting() {
        return waiting.element().offset();
    }

    /** How far the events have been produced. */
    FanOutProgress progress() {
        return produced;
    }

    /** Takes note of what was produced of the event that {@link #next} gave. */
    void produced(FanOutProgress progress) {
        produced = progress;
        if (waiting.element().offset() < progress.offset()) {
            unacknowledged.add(waiting.remove());
        }
    }

    /** All that was produced is acknowledged. */
    void acknowledge() {
        acknowledged = produced;
        unacknowledged.clear();
    }

    /** Nothing is known of what was produced and not acknowledged: it is to be produced again. */
    void rollBack() {
        produced = acknowledged;
        while (!unacknowledged.isEmpty()) {
            waiting.addFirst(unacknowledged.removeLast());
        }
    }

    /** What to commit; null if the last commit said the same. */
    @Nullable OffsetAndMetadata uncommitted() {
        return acknowledged.equals(committed) ? null : acknowledged.toCommit();
    }

    /** The commit of what is acknowledged has succeeded. */
    void committed() {
        committed = acknowledged;
    }
}
