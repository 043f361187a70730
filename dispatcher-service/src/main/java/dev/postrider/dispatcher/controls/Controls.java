package dev.postrider.dispatcher.controls;

import dev.postrider.dispatcher.follow.EndOffsets;
import dev.postrider.dispatcher.follow.TopicFollower;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the {@code controls} of the partitions that are owned, on a thread of its own. */
public final class Controls implements Runnable {
    private final TopicFollower follower;
    private final String topic;
    private final ControlsSettings settings;
    private final InstantSource clock;

    /**
     * @param consumer without a group; closed by this reader
     * @param ends asks where partitions end, as {@link EndOffsets#ask} does
     */
    public Controls(
            Consumer<byte[], byte[]> consumer,
            Function<Set<TopicPartition>, Map<TopicPartition, Future<Long>>> ends,
            String topic,
            ControlsSettings settings,
            InstantSource clock) {
        this.follower = new TopicFollower(consumer, ends);
        this.topic = topic;
        this.settings = settings;
        this.clock = clock;
    }

    /** Starts to read a partition from its beginning; what is known of it is in the answer, more and more of it. */
    public PartitionControls follow(int partition) {
        TopicPartition number = new TopicPartition(topic, partition);
        PartitionControls controls = new PartitionControls(number, settings, clock);
        follower.follow(number, controls);
        return controls;
    }

    /** The partition is no longer owned. */
    public void leave(PartitionControls controls) {
        follower.leave(controls.partition(), controls);
    }

    /** Asks the reader to end. */
    public void stop() {
        follower.stop();
    }

    @Override
    public void run() {
        follower.run();
    }
}
