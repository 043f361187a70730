package dev.postrider.dispatcher.lane;

import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which lanes want deliveries from one partition of the shelf.
 *
 * @param needs by lane; at least one
 * @param bytes of bodies after which the answer ends; one delivery comes in any case
 */
public record ShelfRequest(PartitionId partition, Map<LaneKey, Need> needs, long bytes) {
    /**
     * @param next the first offset that the lane has not read
     * @param end nothing of the lane stands at or above it
     * @param room how many deliveries it takes
     */
    public record Need(long next, long end, int room) {}

    public ShelfRequest {
        // In the order given, so that a run can be repeated.
        needs = Collections.unmodifiableMap(new LinkedHashMap<>(needs));
    }

    /** Where to start. */
    public long from() {
        return needs.values().stream().mapToLong(Need::next).min().orElseThrow();
    }

    /** Where to end at the latest. */
    public long end() {
        return needs.values().stream().mapToLong(Need::end).max().orElseThrow();
    }
}
