package dev.postrider.bench.floor;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What one poll brought; complete when all of it has been posted. */
final class Batch {
    private final AtomicInteger open;
    private final AtomicInteger outstanding;
    private final Map<TopicPartition, OffsetAndMetadata> next;

    /**
     * @param outstanding of all batches
     * @param next where to go on after this one
     */
    Batch(int size, AtomicInteger outstanding, Map<TopicPartition, OffsetAndMetadata> next) {
        this.open = new AtomicInteger(size);
        this.outstanding = outstanding;
        this.next = next;
    }

    void completeOne() {
        open.decrementAndGet();
        outstanding.decrementAndGet();
    }

    boolean isComplete() {
        return open.get() == 0;
    }

    Map<TopicPartition, OffsetAndMetadata> next() {
        return next;
    }
}
