package dev.postrider.dispatcher.handover;

import dev.postrider.dispatcher.attempt.Finished;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery came to, and which of its records the broker has already taken: a second try to hand it over produces only
 * what is missing, or each try would make another copy of the delivery. One try is under way at a time.
 */
final class Result {
    private final Finished finished;
    private volatile @Nullable CompletableFuture<RecordMetadata> obligation;
    private volatile @Nullable CompletableFuture<RecordMetadata> told;

    Result(Finished finished) {
        this.finished = finished;
    }

    Finished finished() {
        return finished;
    }

    /** The tier or dead-letter record, produced now unless an earlier try got it through. */
    CompletableFuture<RecordMetadata> obligation(Production production) {
        CompletableFuture<RecordMetadata> earlier = obligation;
        if (earlier != null && !earlier.isCompletedExceptionally()) {
            return earlier;
        }
        CompletableFuture<RecordMetadata> now = production.produce();
        obligation = now;
        return now;
    }

    /** What the log is told of the attempt, produced now unless an earlier try got it through. */
    CompletableFuture<RecordMetadata> told(Production production) {
        CompletableFuture<RecordMetadata> earlier = told;
        if (earlier != null && !earlier.isCompletedExceptionally()) {
            return earlier;
        }
        CompletableFuture<RecordMetadata> now = production.produce();
        told = now;
        return now;
    }

    /** Produces one record. */
    @FunctionalInterface
    interface Production {
        CompletableFuture<RecordMetadata> produce();
    }
}
