package dev.postrider.dispatcher.intake;

import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Under which epoch each partition is owned now; written by the consumer's thread, read by any. */
public final class Ownership {
    private final Map<Integer, Long> epochs = new ConcurrentHashMap<>();

    void own(int partition, long epoch) {
        epochs.put(partition, epoch);
    }

    void release(int partition) {
        epochs.remove(partition);
    }

    /** Whether the partition is still owned under the assignment that brought the delivery. */
    public boolean isCurrent(Admitted admitted) {
        return isCurrent(admitted.partition(), admitted.epoch());
    }

    /** Whether the partition is still owned under that assignment. */
    public boolean isCurrent(PartitionId partition) {
        return isCurrent(partition.number(), partition.epoch());
    }

    private boolean isCurrent(int partition, long epoch) {
        Long current = epochs.get(partition);
        return current != null && current == epoch;
    }
}
