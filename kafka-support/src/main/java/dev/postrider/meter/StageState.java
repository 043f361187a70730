package dev.postrider.meter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one look after another tells of a stage. Written by the watch's thread, read by any.
 *
 * <p>A partition is behind when its first record that is not done was there at the look before: what came since is younger than the time
 * between two looks, and is not worth reading.
 */
final class StageState {
    /** Of one partition: the next offset to be done, and the end. */
    record Place(long next, long end) {
        boolean isDone() {
            return next >= end;
        }
    }

    private static final class Partition {
        private Place last = new Place(0, 0);
        private long standsSinceNanos;
        private @Nullable Instant oldest;
        /** Below it nothing stands that is not done: marks of transactions take offsets and are no records. */
        private long noRecordBelow;
    }

    /** What can be seen from outside. */
    private record Summary(long lag, @Nullable Instant oldest, long standsSinceNanos, boolean stands) {}

    private static final Summary NOTHING = new Summary(0, null, 0, false);

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();
    private volatile Summary summary = NOTHING;

    /**
     * Takes a look in.
     *
     * @return the partitions whose oldest record is to be read, each with its offset
     */
    Map<TopicPartition, Long> look(Map<TopicPartition, Place> places, long nowNanos) {
        partitions.keySet().retainAll(places.keySet());
        Map<TopicPartition, Long> toRead = new HashMap<>();
        places.forEach((id, place) -> {
            Partition partition = partitions.computeIfAbsent(id, _ -> new Partition());
            Place before = partition.last;
            Place now = new Place(Math.max(place.next(), partition.noRecordBelow), place.end());
            if (now.next() != before.next() || before.isDone()) {
                partition.standsSinceNanos = nowNanos;
                partition.oldest = null;
            }
            partition.last = now;
            if (!now.isDone() && now.next() < before.end() && partition.oldest == null) {
                toRead.put(id, now.next());
            }
        });
        return toRead;
    }

    /** What was found at the offsets that were asked for: the time of the first record, or that there is none. */
    void found(Map<TopicPartition, Instant> times, Set<TopicPartition> withoutRecord) {
        partitions.forEach((id, partition) -> {
            if (times.containsKey(id)) {
                partition.oldest = times.get(id);
            } else if (withoutRecord.contains(id)) {
                partition.noRecordBelow = partition.last.end();
                partition.last = new Place(partition.last.end(), partition.last.end());
            }
        });
    }

    /** Shows what the looks came to. */
    void publish() {
        long lag = 0;
        Instant oldest = null;
        long since = 0;
        boolean stands = false;
        for (Partition partition : partitions.values()) {
            if (partition.last.isDone()) {
                continue;
            }
            lag += partition.last.end() - partition.last.next();
            if (partition.oldest != null && (oldest == null || partition.oldest.isBefore(oldest))) {
                oldest = partition.oldest;
            }
            if (!stands || partition.standsSinceNanos - since < 0) {
                since = partition.standsSinceNanos;
                stands = true;
            }
        }
        summary = new Summary(lag, oldest, since, stands);
    }

    long lag() {
        return summary.lag();
    }

    /** In seconds; 0 where nothing is old enough to have been looked at. */
    double oldestAge(Instant now) {
        Instant oldest = summary.oldest();
        return oldest == null ? 0 : Math.max(0, (now.toEpochMilli() - oldest.toEpochMilli()) / 1000.0);
    }

    /** In seconds; 0 where nothing waits. */
    double stalled(long nowNanos) {
        Summary now = summary;
        return now.stands() ? Math.max(0, (nowNanos - now.standsSinceNanos()) / 1e9) : 0;
    }
}
