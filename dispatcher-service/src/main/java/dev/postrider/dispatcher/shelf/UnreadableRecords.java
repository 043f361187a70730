package dev.postrider.dispatcher.shelf;

import dev.postrider.common.wire.UnreadableRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that should be deliveries and are not. */
@FunctionalInterface
public interface UnreadableRecords {
    /**
     * Puts a record aside durably, with its reason. May wait a little: such records are rare.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not take it
     */
    void putAside(ConsumerRecord<byte[], byte[]> record, UnreadableRecordException reason);
}
