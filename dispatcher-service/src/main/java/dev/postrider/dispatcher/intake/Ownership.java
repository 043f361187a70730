package dev.postrider.dispatcher.intake;

import dev.postrider.dispatcher.lane.Admitted;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** Under which epoch each partition is owned now; written by the consumer's thread, read by any. */
public final class Ownership {
    private final Map<TopicPartition, Long> epochs = new ConcurrentHashMap<>();

    void own(TopicPartition partition, long epoch) {
        epochs.put(partition, epoch);
    }

    void release(TopicPartition partition) {
        epochs.remove(partition);
    }

    /** Whether the partition is still owned under the assignment that brought the delivery. */
    public boolean isCurrent(Admitted admitted) {
        Long epoch = epochs.get(admitted.partition());
        return epoch != null && epoch == admitted.epoch();
    }
}
