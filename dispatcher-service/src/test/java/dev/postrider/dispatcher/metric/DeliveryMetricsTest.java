package dev.postrider.dispatcher.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.metric.Metric;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge.Ending;
import dev.postrider.dispatcher.lane.Samples;
import dev.postrider.meter.Meters;
import dev.postrider.trace.ExemplarSpans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
    private static final Delivery DELIVERY = Samples.delivery(1, 1, null);
    private static final Instant START = DELIVERY.eventTime().plusMillis(300);
    private static final Instant END = DELIVERY.eventTime().plusMillis(500);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMetrics metrics =
            new DeliveryMetrics(new Meters(registry), RetryLadder.DEFAULT, new ExemplarSpans());

    @Test
    void deliveryThatArrivesAtOnceCountsInAllThreeHistograms() {
        metrics.handedOver(attempted(DELIVERY, responded(200), new RetryDecision.Delivered(), false));

        assertThat(count(Metric.ATTEMPTS, "outcome", "success")).isEqualTo(1);
        assertThat(registry.get(Metric.ATTEMPT.text()).timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(200);
        assertThat(millis(Metric.FIRST_ATTEMPT, "no")).isEqualTo(300);
        assertThat(millis(Metric.DELIVERED, "no")).isEqualTo(500);
    }

    @Test
    void retryCountsByTheTierThatItGoesTo() {
        metrics.handedOver(attempted(DELIVERY, responded(503), new RetryDecision.Retry(END.plusSeconds(60)), false));
        metrics.handedOver(attempted(DELIVERY, responded(503), new RetryDecision.Retry(END.plusSeconds(60)), true));

        assertThat(count(Metric.ATTEMPTS, "outcome", "server_error")).isEqualTo(2);
        assertThat(count(Metric.RETRIED, "tier", "1m")).isEqualTo(1);
        assertThat(count(Metric.RETRIED, "tier", "in_place")).isEqualTo(1);
        assertThat(millis(Metric.DELIVERED, "no")).isZero();
    }

    @Test
    void laterAttemptIsNoFirstOne() {
        metrics.handedOver(attempted(DELIVERY.nextAttempt(), responded(200), new RetryDecision.Delivered(), false));

        assertThat(millis(Metric.FIRST_ATTEMPT, "no")).isZero();
        assertThat(millis(Metric.DELIVERED, "no")).isEqualTo(500);
    }

    @Test
    void deadLettersCountByReasonHoweverTheyDie() {
        metrics.handedOver(attempted(
                DELIVERY,
                new AttemptOutcome.Failed(FailureKind.TIMEOUT, "too slow", Duration.ofSeconds(2)),
                new RetryDecision.Dead(DeadReason.EXHAUSTED),
                false));
        metrics.handedOver(new Finished.Ended(admitted(DELIVERY), END, new Ending.GivenUp(DeadReason.EXPIRED)));

        assertThat(count(Metric.ATTEMPTS, "outcome", "timeout")).isEqualTo(1);
        assertThat(count(Metric.DEAD, "reason", "exhausted")).isEqualTo(1);
        assertThat(count(Metric.DEAD, "reason", "expired")).isEqualTo(1);
    }

    @Test
    void whatItsWebhookKeptWaitingCountsApartButNotWhatWasBehind() {
        Delivery paused = DELIVERY.held(HeldReason.PAUSED, START);
        metrics.handedOver(attempted(paused, responded(200), new RetryDecision.Delivered(), false));
        metrics.handedOver(attempted(
                DELIVERY.nextTry(2, Trigger.REDRIVE, START), responded(200), new RetryDecision.Delivered(), false));
        assertThat(millis(Metric.DELIVERED, "yes")).isEqualTo(1000);
        assertThat(millis(Metric.DELIVERED, "no")).isZero();

        Delivery behind = DELIVERY.held(HeldReason.BEHIND, START);
        metrics.handedOver(attempted(behind, responded(200), new RetryDecision.Delivered(), false));
        assertThat(millis(Metric.DELIVERED, "no")).isEqualTo(500);
    }

    @Test
    void heldCountsOncePerReason() {
        metrics.shelved(DELIVERY, HeldReason.PAUSED);
        metrics.shelved(DELIVERY.held(HeldReason.PAUSED, START), HeldReason.PAUSED);
        metrics.shelved(DELIVERY.held(HeldReason.PAUSED, START), HeldReason.BREAKER_OPEN);

        assertThat(count(Metric.HELD, "reason", "paused")).isEqualTo(1);
        assertThat(count(Metric.HELD, "reason", "breaker_open")).isEqualTo(1);
    }

    private double count(Metric metric, String label, String value) {
        return registry.get(metric.text()).tag(label, value).counter().count();
    }

    private double millis(Metric metric, String held) {
        return registry.get(metric.text()).tag("held", held).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    private static AttemptOutcome responded(int status) {
        return new AttemptOutcome.Responded(status, Map.of(), "", Duration.ofMillis(200));
    }

    private static Finished attempted(
            Delivery delivery, AttemptOutcome outcome, RetryDecision decision, boolean ordered) {
        return new Finished.Attempted(
                admitted(delivery),
                Samples.webhook(1, ordered),
                START,
                END,
                Map.of(),
                outcome,
                decision,
                ordered,
                null);
    }

    private static Admitted admitted(Delivery delivery) {
        return new Admitted(Admitted.Origin.DELIVERIES, new TopicPartition("deliveries", 0), 1, 0, delivery, 0);
    }
}
