package dev.postrider.dispatcher.handover;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One record's acknowledgement: produced again only if the broker refused it. */
final class Acknowledged {
    private volatile @Nullable CompletableFuture<RecordMetadata> last;

    /** The acknowledgement of an earlier try, if that got through or is under way; else that of a new one. */
    CompletableFuture<RecordMetadata> orProduce(Supplier<CompletableFuture<RecordMetadata>> production) {
        CompletableFuture<RecordMetadata> earlier = last;
        if (earlier != null && !earlier.isCompletedExceptionally()) {
            return earlier;
        }
        CompletableFuture<RecordMetadata> now = production.get();
        last = now;
        return now;
    }

    boolean isRefused() {
        CompletableFuture<RecordMetadata> earlier = last;
        return earlier == null || earlier.isCompletedExceptionally();
    }

    /** Where the record stands; to be asked once it is acknowledged. */
    RecordMetadata acknowledged() {
        return Objects.requireNonNull(last).join();
    }

    /** Has the record produced again, although the broker took it. */
    void forget() {
        last = null;
    }

    static CompletableFuture<RecordMetadata> send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        try {
            var _ = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(metadata);
                } else {
                    acknowledged.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }
}
