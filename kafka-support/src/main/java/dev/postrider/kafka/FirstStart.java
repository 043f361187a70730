package dev.postrider.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where a member of a group starts: at what was committed, at the beginning where nothing ever was. */
public final class FirstStart {
    private FirstStart() {}

    /**
     * Seeks newly assigned partitions without a committed offset to their beginning. To be called when they are assigned.
     *
     * @return what was committed for the others
     */
    public static Map<TopicPartition, OffsetAndMetadata> seek(
            Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        consumer.committed(new HashSet<>(assigned)).forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset);
            }
        });
        List<TopicPartition> fresh = assigned.stream()
                .filter(partition -> !committed.containsKey(partition))
                .toList();
        if (!fresh.isEmpty()) {
            consumer.seekToBeginning(fresh);
        }
        return committed;
    }
}
