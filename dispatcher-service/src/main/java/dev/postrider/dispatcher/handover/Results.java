package dev.postrider.dispatcher.handover;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.DeadLetterCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge.Ending;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Hands over what deliveries came to: the obligation, which is a tier or dead-letter record, and what the log is told. */
public final class Results {
    private final HandOver handOver;
    private final Producers producers;
    private final RetryLadder ladder;
    private final Predicate<Admitted> isCurrent;
    private final Consumer<Finished> completed;

    /**
     * @param isCurrent whether this dispatcher still owns the partition that a delivery came from: of a stale one only the
     *     log is told, because the new owner makes the attempt again
     * @param completed told on a producer's thread when all of a result is acknowledged
     */
    public Results(
            HandOver handOver,
            Producers producers,
            RetryLadder ladder,
            Predicate<Admitted> isCurrent,
            Consumer<Finished> completed) {
        this.handOver = handOver;
        this.producers = producers;
        this.ladder = ladder;
        this.isCurrent = isCurrent;
        this.completed = completed;
    }

    /** Takes a result; returns at once. */
    public void accept(Finished finished) {
        handOver.accept(new Result(finished));
    }

    /**
     * Puts a record that is no delivery aside. May block as long as a producer may.
     *
     * @return completes when the broker has acknowledged it
     */
    public CompletableFuture<?> reject(ConsumerRecord<byte[], byte[]> record, String reason, Instant at) {
        return producers.oblige(RejectedCodec.encode(producers.topics(), record, reason, at));
    }

    private final class Result implements Job {
        private final Finished finished;
        private final Acknowledged obligation = new Acknowledged();
        private final Acknowledged told = new Acknowledged();

        Result(Finished finished) {
            this.finished = finished;
        }

        @Override
        public CompletableFuture<?> produce() {
            return switch (finished) {
                case Finished.Attempted attempted -> attempted(attempted);
                case Finished.Ended ended -> ended(ended);
            };
        }

        @Override
        public void acknowledged() {
            completed.accept(finished);
        }

        @Override
        public String about() {
            Admitted admitted = finished.admitted();
            return admitted.source() + "@" + admitted.offset();
        }

        private CompletableFuture<?> attempted(Finished.Attempted attempted) {
            CompletableFuture<RecordMetadata> log = told.orProduce(() -> producers.tell(attemptedRecord(attempted)));
            if (!isCurrent.test(attempted.admitted())
                    || attempted.retriedAtItsPlace().isPresent()) {
                return log;
            }
            return switch (attempted.decision()) {
                case RetryDecision.Delivered() -> log;
                case RetryDecision.Retry(Instant due) ->
                    CompletableFuture.allOf(obligation.orProduce(() -> retry(attempted, due)), log);
                case RetryDecision.Dead(DeadReason reason) ->
                    CompletableFuture.allOf(dead(attempted.outcome(), reason), log);
            };
        }

        private CompletableFuture<?> ended(Finished.Ended ended) {
            Subject subject = subject();
            Instant at = ended.at();
            return switch (ended.ending()) {
                case Ending.Cancelled(var reason) ->
                    told.orProduce(() -> producers.tell(new LogRecord.Cancelled(subject, at, reason)));
                case Ending.Duplicate() ->
                    told.orProduce(() -> producers.tell(new LogRecord.Duplicate(subject, at, source())));
                case Ending.GivenUp(DeadReason reason) ->
                    isCurrent.test(ended.admitted()) ? dead(null, reason) : CompletableFuture.completedFuture(null);
            };
        }

        private CompletableFuture<RecordMetadata> retry(Finished.Attempted attempted, Instant due) {
            Delivery next = attempted.admitted().delivery().nextAttempt();
            if (attempted.trace() != null) {
                next = next.traced(attempted.trace());
            }
            return producers.oblige(TierCodec.enter(
                    producers.topics(),
                    ladder,
                    attempted.at(),
                    due,
                    ReturnTo.DELIVERIES,
                    DeliveryCodec.encode(producers.topics().deliveries(), next)));
        }

        /** The log is told again where a try failed after it: it takes the same record any number of times. */
        private CompletableFuture<RecordMetadata> dead(@Nullable AttemptOutcome last, DeadReason reason) {
            Delivery delivery = finished.admitted().delivery();
            return obligation
                    .orProduce(() -> producers.oblige(
                            DeadLetterCodec.encode(producers.topics(), delivery, reason, last, finished.at())))
                    .thenCompose(place -> producers.tell(new LogRecord.Dead(
                            subject(),
                            finished.at(),
                            reason,
                            new Position(place.topic(), place.partition(), place.offset()))));
        }

        private LogRecord attemptedRecord(Finished.Attempted attempted) {
            return new LogRecord.Attempted(
                    subject(),
                    attempted.startedAt(),
                    attempted.admitted().delivery().trigger(),
                    attempted.outcome(),
                    attempted.requestHeaders(),
                    null,
                    source(),
                    next(attempted.decision()));
        }

        private Subject subject() {
            return Subject.of(finished.admitted().delivery());
        }

        private Position source() {
            Admitted admitted = finished.admitted();
            return new Position(admitted.source().topic(), admitted.source().partition(), admitted.offset());
        }
    }

    private static Next next(RetryDecision decision) {
        return switch (decision) {
            case RetryDecision.Delivered() -> new Next.Delivered();
            case RetryDecision.Retry(Instant due) -> new Next.Retrying(due);
            case RetryDecision.Dead _ -> new Next.GivenUp();
        };
    }
}
