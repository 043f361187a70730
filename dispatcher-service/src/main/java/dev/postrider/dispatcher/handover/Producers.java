package dev.postrider.dispatcher.handover;

import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The delivery stage's two producers: batches of the log and of obligations fail by themselves.
 *
 * @param obligations for tiers, dead letters, the shelf and lanes
 * @param log for {@code attempts}
 */
public record Producers(Producer<byte[], byte[]> obligations, Producer<byte[], byte[]> log, Topics topics) {
    CompletableFuture<RecordMetadata> oblige(ProducerRecord<byte[], byte[]> record) {
        return Acknowledged.send(obligations, record);
    }

    CompletableFuture<RecordMetadata> tell(LogRecord record) {
        return Acknowledged.send(log, LogCodec.encode(topics, record));
    }
}
