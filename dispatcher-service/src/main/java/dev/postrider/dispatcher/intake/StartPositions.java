package dev.postrider.dispatcher.intake;

import dev.postrider.kafka.FirstStart;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where to start reading newly assigned partitions, and what an earlier owner had completed beyond. */
final class StartPositions {
    private StartPositions() {}

    static Map<TopicPartition, CommittedProgress> seek(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> assigned) {
        Map<TopicPartition, OffsetAndMetadata> committed = FirstStart.seek(consumer, assigned);
        Map<TopicPartition, CommittedProgress> progress = new HashMap<>();
        for (TopicPartition partition : assigned) {
            OffsetAndMetadata before = committed.get(partition);
            progress.put(
                    partition,
                    before == null
                            ? CommittedProgress.at(consumer.position(partition))
                            : CommittedProgress.read(before.offset(), before.metadata()));
        }
        return progress;
    }
}
