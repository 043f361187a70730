package dev.postrider.dispatcher.lane;

import dev.postrider.common.wire.LaneRecord;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Takes the broker's answers to what lanes asked, on any thread. */
public interface LaneAnswers {
    /** A lane's record was acknowledged. */
    void written(PartitionId partition, LaneKey lane, LaneRecord.@Nullable Behind behind);

    /**
     * A batch was acknowledged.
     *
     * @param shelf the partition on which it stands
     * @param offsets where, in the order of the batch
     */
    void shelved(PartitionId partition, LaneKey lane, List<Admitted> batch, TopicPartition shelf, List<Long> offsets);
}
