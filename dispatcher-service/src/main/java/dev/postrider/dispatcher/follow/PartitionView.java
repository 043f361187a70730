package dev.postrider.dispatcher.follow;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is kept of a followed partition. Told on the follower's thread. */
public interface PartitionView {
    /** Takes a record; they come in the order of the partition, and from its beginning again if the reading fell out of its range. */
    void take(ConsumerRecord<byte[], byte[]> record);

    /** Every record below that offset has been taken. */
    void reached(long nextOffset);

    /**
     * The end has been reached that was asked at that moment.
     *
     * @param askedNanos by {@link System#nanoTime}
     */
    void confirm(long askedNanos);
}
