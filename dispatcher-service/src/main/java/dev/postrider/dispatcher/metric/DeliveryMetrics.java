package dev.postrider.dispatcher.metric;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.metric.Metric;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Judge.Ending;
import dev.postrider.meter.Meters;
import dev.postrider.trace.ExemplarSpans;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Counts what deliveries came to, when that is handed over. Safe for all threads; waits for nothing. */
public final class DeliveryMetrics {
    private final RetryLadder ladder;
    private final ExemplarSpans exemplars;
    private final Timer attempt;
    private final EndToEnd firstAttempt;
    private final EndToEnd delivered;
    private final Counter duplicates;
    private final Counter inPlace;
    private final Map<RetryTier, Counter> retried = new HashMap<>();
    private final Map<DeadReason, Counter> dead;
    private final Map<CancelReason, Counter> cancelled;
    private final Map<HeldReason, Counter> held;
    private final Map<FailureKind, Counter> failed;
    private final Counter success;
    private final Counter redirect;
    private final Counter clientError;
    private final Counter throttled;
    private final Counter serverError;

    /** A histogram of deliveries that nothing but Postrider kept waiting, and one of the others. */
    private record EndToEnd(Timer free, Timer held) {
        static EndToEnd of(Meters meters, Metric metric) {
            return new EndToEnd(meters.timer(metric, "no"), meters.timer(metric, "yes"));
        }

        void record(boolean wasHeld, Instant from, Instant to) {
            (wasHeld ? held : free).record(Duration.between(from, to));
        }
    }

    public DeliveryMetrics(Meters meters, RetryLadder ladder, ExemplarSpans exemplars) {
        this.ladder = ladder;
        this.exemplars = exemplars;
        this.attempt = meters.timer(Metric.ATTEMPT);
        this.firstAttempt = EndToEnd.of(meters, Metric.FIRST_ATTEMPT);
        this.delivered = EndToEnd.of(meters, Metric.DELIVERED);
        this.duplicates = meters.counter(Metric.DUPLICATES);
        this.inPlace = meters.counter(Metric.RETRIED, "in_place");
        ladder.tiers().forEach(tier -> retried.put(tier, meters.counter(Metric.RETRIED, tier.name())));
        this.dead = counters(DeadReason.class, reason -> meters.counter(Metric.DEAD, reason.text()));
        this.cancelled = counters(CancelReason.class, reason -> meters.counter(Metric.CANCELLED, reason.text()));
        this.held = counters(HeldReason.class, reason -> meters.counter(Metric.HELD, reason.text()));
        this.failed = counters(FailureKind.class, kind -> meters.counter(Metric.ATTEMPTS, kind.text()));
        this.success = meters.counter(Metric.ATTEMPTS, "success");
        this.redirect = meters.counter(Metric.ATTEMPTS, "redirect");
        this.clientError = meters.counter(Metric.ATTEMPTS, "client_error");
        this.throttled = meters.counter(Metric.ATTEMPTS, "throttled");
        this.serverError = meters.counter(Metric.ATTEMPTS, "server_error");
    }

    private static <E extends Enum<E>> Map<E, Counter> counters(Class<E> of, Function<E, Counter> counter) {
        Map<E, Counter> counters = new EnumMap<>(of);
        for (E each : of.getEnumConstants()) {
            counters.put(each, counter.apply(each));
        }
        return counters;
    }

    /** What a delivery came to is acknowledged by the broker. */
    public void handedOver(Finished finished) {
        switch (finished) {
            case Finished.Attempted attempted -> {
                TraceContext trace = attempted.trace();
                if (trace == null) {
                    attempted(attempted);
                } else {
                    exemplars.within(trace, () -> attempted(attempted));
                }
            }
            case Finished.Ended ended -> ended(ended.ending());
        }
    }

    private void ended(Ending ending) {
        switch (ending) {
            case Ending.Cancelled(CancelReason reason) -> increment(cancelled, reason);
            case Ending.GivenUp(DeadReason reason) -> increment(dead, reason);
            case Ending.Duplicate() -> duplicates.increment();
        }
    }

    private void attempted(Finished.Attempted attempted) {
        Delivery delivery = attempted.admitted().delivery();
        counter(attempted.outcome()).increment();
        attempt.record(attempted.outcome().duration());
        boolean wasHeld = wasHeld(delivery);
        if (delivery.attempt() == 1 && delivery.tryNumber() == 1) {
            firstAttempt.record(wasHeld, delivery.eventTime(), attempted.startedAt());
        }
        switch (attempted.decision()) {
            case RetryDecision.Delivered() -> delivered.record(wasHeld, delivery.eventTime(), attempted.at());
            case RetryDecision.Dead(DeadReason reason) -> increment(dead, reason);
            case RetryDecision.Retry(Instant due) -> {
                if (attempted.ordered()) {
                    inPlace.increment();
                } else {
                    RetryTier tier = ladder.nextHop(attempted.at(), due, ReturnTo.DELIVERIES.precision())
                            .tier();
                    increment(retried, tier);
                }
            }
        }
    }

    /** A delivery goes to the shelf; it counts once for each reason. */
    void shelved(Delivery delivery, HeldReason reason) {
        Delivery.Hold before = delivery.hold();
        if (before == null || before.reason() != reason) {
            increment(held, reason);
        }
    }

    /** Whether its webhook's own doing kept it waiting; a lane that is merely behind may be so for Postrider's fault. */
    private static boolean wasHeld(Delivery delivery) {
        Delivery.Hold hold = delivery.hold();
        return (hold != null && hold.reason() != HeldReason.BEHIND)
                || delivery.tryNumber() > 1
                || delivery.trigger() == Trigger.REPLAY;
    }

    private Counter counter(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Failed failure -> Objects.requireNonNull(failed.get(failure.kind()));
            case AttemptOutcome.Responded answer when answer.status() == 429 -> throttled;
            case AttemptOutcome.Responded answer ->
                switch (answer.status() / 100) {
                    case 2 -> success;
                    case 3 -> redirect;
                    case 4 -> clientError;
                    case 5 -> serverError;
                    default -> Objects.requireNonNull(failed.get(FailureKind.PROTOCOL));
                };
        };
    }

    private static <E> void increment(Map<E, Counter> counters, E of) {
        Objects.requireNonNull(counters.get(of)).increment();
    }
}
