package dev.postrider.dispatcher.metric;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.LanePort;
import dev.postrider.dispatcher.lane.ShelfRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lanes ask for, with what they shelve counted. */
public record CountedLanes(LanePort port, DeliveryMetrics metrics) implements LanePort {
    @Override
    public void write(PartitionId partition, LaneKey lane, @Nullable Behind behind) {
        port.write(partition, lane, behind);
    }

    @Override
    public void shelve(PartitionId partition, LaneKey lane, List<Admitted> batch, HeldReason reason) {
        for (Admitted admitted : batch) {
            metrics.shelved(admitted.delivery(), reason);
        }
        port.shelve(partition, lane, batch, reason);
    }

    @Override
    public void read(ShelfRequest request) {
        port.read(request);
    }
}
