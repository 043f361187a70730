package dev.postrider.dispatcher.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final MockProducer<byte[], byte[]> obligations = producer();
    private final MockProducer<byte[], byte[]> log = producer();
    private final List<Finished> completed = new CopyOnWriteArrayList<>();
    private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
    private final HandOver handOver =
            new HandOver(8, new HandOverSettings(Duration.ofMillis(20), Duration.ofMillis(300)), fatal::add);
    private final Results results = new Results(
            handOver, new Producers(obligations, log, Topics.DEFAULT), RetryLadder.DEFAULT, _ -> true, completed::add);

    @AfterEach
    void close() {
        handOver.close();
    }

    @Test
    void nothingCompletesBeforeTheBrokerHasTakenAllOfIt() {
        handOver.start();
        results.accept(failed(new RetryDecision.Retry(NOW.plusSeconds(1))));

        await().until(() -> obligations.history().size() == 1 && log.history().size() == 1);
        obligations.completeNext();
        assertThat(completed).isEmpty();
        log.completeNext();

        await().until(() -> completed.size() == 1);
    }

    @Test
    void aRefusedLogRecordDoesNotRepeatTheObligation() {
        handOver.start();
        results.accept(failed(new RetryDecision.Retry(NOW.plusSeconds(1))));
        await().until(() -> obligations.history().size() == 1 && log.history().size() == 1);
        obligations.completeNext();

        log.errorNext(new NotEnoughReplicasException());
        await().until(() -> log.history().size() == 2);
        log.completeNext();

        await().until(() -> completed.size() == 1);
        assertThat(obligations.history()).hasSize(1);
    }

    @Test
    void aDeadLetterIsToldWithItsPlace() {
        handOver.start();
        results.accept(failed(new RetryDecision.Dead(DeadReason.EXHAUSTED)));
        await().until(() -> obligations.history().size() == 1 && log.history().size() == 1);

        obligations.completeNext();
        await().until(() -> log.history().size() == 2);
        log.completeNext();
        log.completeNext();

        await().until(() -> completed.size() == 1);
        assertThat(obligations.history().getFirst().topic()).isEqualTo("postrider.dead-letter");
    }

    @Test
    void whatTheBrokerRefusesForTooLongStopsLoudly() {
        handOver.start();
        results.accept(failed(new RetryDecision.Delivered()));

        await().until(() -> {
            log.errorNext(new NotEnoughReplicasException());
            return !fatal.isEmpty();
        });
        assertThat(completed).isEmpty();
    }

    @Test
    void aBugOnTheThreadIsNotSilent() {
        log.close();
        handOver.start();

        results.accept(failed(new RetryDecision.Delivered()));

        await().until(() -> !fatal.isEmpty());
        assertThat(completed).isEmpty();
    }

    private static Finished failed(RetryDecision decision) {
        return new Finished.Attempted(
                new Admitted(
                        Admitted.Origin.DELIVERIES,
                        new TopicPartition("postrider.deliveries", 0),
                        1,
                        7,
                        Samples.delivery(0, 0, null),
                        0),
                Samples.webhook(0, false),
                NOW,
                NOW,
                Map.of(),
                new AttemptOutcome.Responded(500, Map.of(), "", Duration.ZERO),
                decision,
                false,
                null);
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(
                false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
