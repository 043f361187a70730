package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.LaneRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lanes ask of the broker. Calls return at once; the answers come by {@link Lanes#written}, {@link Lanes#shelved} and
 * {@link Lanes#read}, each exactly once unless the partition is given away.
 */
public interface LanePort {
    /**
     * Writes where a lane stands. At most one such record of a lane is under way.
     *
     * @param behind null once the lane is no longer behind
     */
    void write(PartitionId partition, LaneKey lane, LaneRecord.@Nullable Behind behind);

    /**
     * Appends deliveries to the shelf, in this order, and tells the log of those that were not held for this reason before. At
     * most one batch of a lane is under way.
     */
    void shelve(PartitionId partition, LaneKey lane, List<Admitted> batch, HeldReason reason);

    /** Reads deliveries back. At most one request of a partition is under way. */
    void read(ShelfRequest request);

    /**
     * A partition under one assignment.
     *
     * @param number the same on {@code deliveries}, {@code shelf} and {@code lanes}
     * @param generation of the owner, as lanes' records carry it
     */
    record PartitionId(int number, long epoch, long generation) {}
}
