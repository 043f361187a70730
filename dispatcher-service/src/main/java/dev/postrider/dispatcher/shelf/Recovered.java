package dev.postrider.dispatcher.shelf;

import dev.postrider.common.wire.LaneRecord;
import java.util.List;

/**
 * What earlier owners of a partition left.
 *
 * @param partition its number
 * @param epoch of the assignment for which it was asked
 * @param generation for this owner's records, higher than any that was seen
 * @param shelfEnd the end of the shelf
 * @param behind the last record of each lane that is behind
 * @param started attempts that were logged of late, oldest first
 */
public record Recovered(
        int partition,
        long epoch,
        long generation,
        long shelfEnd,
        List<LaneRecord> behind,
        List<StartedAttempt> started) {
    public Recovered {
        behind = List.copyOf(behind);
        started = List.copyOf(started);
    }
}
