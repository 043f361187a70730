package dev.postrider.dispatcher.handover;

import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.DeadLetterCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Writes what a delivery came to: the obligation, which is a tier or dead-letter record, and what the log is told. Two
 * producers, so that batches of the log and of obligations fail by themselves.
 */
public final class ResultProducer {
    private final Producer<byte[], byte[]> obligations;
    private final Producer<byte[], byte[]> log;
    private final Topics topics;
    private final RetryLadder ladder;
    private final Predicate<Admitted> isCurrent;

    /**
     * @param isCurrent whether this dispatcher still owns the partition that a delivery came from: of a stale one only the
     *     log is told, because the new owner makes the attempt again
     */
    public ResultProducer(
            Producer<byte[], byte[]> obligations,
            Producer<byte[], byte[]> log,
            Topics topics,
            RetryLadder ladder,
            Predicate<Admitted> isCurrent) {
        this.obligations = obligations;
        this.log = log;
        this.topics = topics;
        this.ladder = ladder;
        this.isCurrent = isCurrent;
    }

    /**
     * Produces what belongs to a result and is not acknowledged yet. May block as long as a producer may.
     *
     * @return completes when the broker has acknowledged everything, exceptionally if it refused anything
     */
    CompletableFuture<Void> produce(Result result) {
        return switch (result.finished()) {
            case Finished.Cancelled cancelled ->
                result.told(() -> tell(new LogRecord.Cancelled(subject(cancelled), cancelled.at(), cancelled.reason())))
                        .thenAccept(_ -> {});
            case Finished.Attempted attempted -> produce(result, attempted);
        };
    }

    /**
     * Puts a record that is no delivery aside.
     *
     * @return completes when the broker has acknowledged it
     */
    public CompletableFuture<?> reject(ConsumerRecord<byte[], byte[]> record, String reason, Instant at) {
        return send(obligations, RejectedCodec.encode(topics, record, reason, at));
    }

    private CompletableFuture<Void> produce(Result result, Finished.Attempted attempted) {
        CompletableFuture<RecordMetadata> told = result.told(() -> tell(attempted));
        if (!isCurrent.test(attempted.admitted())) {
            return told.thenAccept(_ -> {});
        }
        return switch (attempted.decision()) {
            case RetryDecision.Delivered() -> told.thenAccept(_ -> {});
            case RetryDecision.Retry(Instant due) ->
                CompletableFuture.allOf(result.obligation(() -> retry(attempted, due)), told);
            case RetryDecision.Dead(DeadReason reason) ->
                CompletableFuture.allOf(
                        result.obligation(() -> dead(attempted, reason))
                                .thenCompose(place -> tellDead(attempted, reason, place)),
                        told);
        };
    }

    private CompletableFuture<RecordMetadata> retry(Finished.Attempted attempted, Instant due) {
        Delivery next = attempted.admitted().delivery().nextAttempt();
        RetryLadder.Hop hop = ladder.nextHop(attempted.at(), due);
        return send(
                obligations,
                TierCodec.wait(topics, hop, due, ReturnTo.DELIVERIES, DeliveryCodec.encode(topics.deliveries(), next)));
    }

    private CompletableFuture<RecordMetadata> dead(Finished.Attempted attempted, DeadReason reason) {
        Delivery delivery = attempted.admitted().delivery();
        return send(obligations, DeadLetterCodec.encode(topics, delivery, reason, attempted.outcome(), attempted.at()));
    }

    /** Told again where a try failed after it: the log takes the same record any number of times. */
    private CompletableFuture<RecordMetadata> tellDead(
            Finished.Attempted attempted, DeadReason reason, RecordMetadata place) {
        return tell(new LogRecord.Dead(
                subject(attempted),
                attempted.at(),
                reason,
                new Position(place.topic(), place.partition(), place.offset())));
    }

    private CompletableFuture<RecordMetadata> tell(Finished.Attempted attempted) {
        Admitted admitted = attempted.admitted();
        return tell(new LogRecord.Attempted(
                subject(attempted),
                attempted.startedAt(),
                admitted.delivery().trigger(),
                attempted.outcome(),
                attempted.requestHeaders(),
                null,
                new Position(admitted.partition().topic(), admitted.partition().partition(), admitted.offset()),
                next(attempted.decision())));
    }

    private CompletableFuture<RecordMetadata> tell(LogRecord record) {
        return send(log, LogCodec.encode(topics, record));
    }

    private static Next next(RetryDecision decision) {
        return switch (decision) {
            case RetryDecision.Delivered() -> new Next.Delivered();
            case RetryDecision.Retry(Instant due) -> new Next.Retrying(due);
            case RetryDecision.Dead _ -> new Next.GivenUp();
        };
    }

    private static Subject subject(Finished finished) {
        return Subject.of(finished.admitted().delivery());
    }

    private static CompletableFuture<RecordMetadata> send(
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
