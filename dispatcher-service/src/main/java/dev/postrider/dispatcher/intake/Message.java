package dev.postrider.dispatcher.intake;

import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import dev.postrider.dispatcher.lane.ShelfPage;
import dev.postrider.dispatcher.shelf.Recovered;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What other threads tell the one that owns the consumer. */
sealed interface Message {
    /** An exchange is over; what it came to is not handed over yet. */
    record Answered(Finished.Attempted attempted) implements Message {}

    /** What a delivery came to is handed over. */
    record Completed(Finished finished) implements Message {}

    record Written(
            PartitionId partition, LaneKey lane, @Nullable Behind behind) implements Message {}

    record Shelved(PartitionId partition, LaneKey lane, List<Admitted> batch, TopicPartition shelf, List<Long> offsets)
            implements Message {}

    record Read(ShelfPage page) implements Message {}

    record PartitionRecovered(Recovered what) implements Message {}

    record Intruded(int partition, long epoch, LaneKey lane) implements Message {}
}
