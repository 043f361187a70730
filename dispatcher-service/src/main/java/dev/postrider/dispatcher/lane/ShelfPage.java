package dev.postrider.dispatcher.lane;

import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read for a {@link ShelfRequest}.
 *
 * @param deliveries of the lanes that asked, in the order of the shelf
 * @param next for each of those lanes the first offset that it has not read now
 */
public record ShelfPage(PartitionId partition, List<Admitted> deliveries, Map<LaneKey, Long> next) {
    public ShelfPage {
        deliveries = List.copyOf(deliveries);
        next = Collections.unmodifiableMap(new LinkedHashMap<>(next));
    }
}
