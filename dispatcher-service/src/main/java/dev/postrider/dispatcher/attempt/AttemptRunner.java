package dev.postrider.dispatcher.attempt;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.webhookview.Subscriber;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.trace.AttemptSpan;
import dev.postrider.trace.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Makes attempts: sign, send, classify, decide. What comes of one goes to the hand-over; nothing is complete here.
 */
public final class AttemptRunner {
    /** Into how many parts starts are divided, so that several threads sign. */
    private static final int MIN_SHARES = 2;

    private static final int MAX_SHARE = 64;

    private final Function<Webhook, Subscriber> subscribers;
    private final Sender sender;
    private final RetryLadder ladder;
    private final String userAgent;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Consumer<Finished.Attempted> answered;
    private final LongConsumer waits;
    private final Consumer<Throwable> fatal;
    private final Tracing tracing;

    /**
     * A delivery that its lane lets go.
     *
     * @param webhook the version by which it was judged
     * @param ordered whether a retry keeps its place in its lane
     */
    public record Start(Admitted admitted, Webhook webhook, boolean ordered) {}

    /**
     * @param subscribers keeps what is read once of a webhook
     * @param random safe for use by several threads
     * @param answered takes what came of an attempt; called on the sender's threads, so it must not block
     * @param waits told how many nanoseconds starts waited for a thread of the sender; called on these
     * @param fatal told of a bug that would leave a delivery in flight for ever
     */
    public AttemptRunner(
            Function<Webhook, Subscriber> subscribers,
            Sender sender,
            RetryLadder ladder,
            String userAgent,
            InstantSource clock,
            RandomGenerator random,
            Consumer<Finished.Attempted> answered,
            LongConsumer waits,
            Consumer<Throwable> fatal,
            Tracing tracing) {
        this.subscribers = subscribers;
        this.sender = sender;
        this.ladder = ladder;
        this.userAgent = userAgent;
        this.clock = clock;
        this.random = random;
        this.answered = answered;
        this.waits = waits;
        this.fatal = fatal;
        this.tracing = tracing;
    }

    /** Starts attempts and returns at once: signing, too, is work of the sender's threads, which take a share each. */
    public void run(List<Start> starts) {
        long handed = System.nanoTime();
        int share = Math.clamp(Math.ceilDiv(starts.size(), MIN_SHARES), 1, MAX_SHARE);
        for (int from = 0; from < starts.size(); from += share) {
            List<Start> some = starts.subList(from, Math.min(starts.size(), from + share));
            sender.execute(() -> {
                waits.accept(System.nanoTime() - handed);
                some.forEach(this::run);
            });
        }
    }

    /**
     * <pre>
     *   sign ─► send ─► classify ─► decide ─► hand-over
     * </pre>
     */
    private void run(Start start) {
        try {
            Delivery delivery = start.admitted().delivery();
            Webhook webhook = start.webhook();
            Instant startedAt = clock.instant();
            Map<String, String> headers = DeliveryHeaders.of(
                    new DeliveryHeaders.Attempt(
                            delivery.webhook(),
                            delivery.id().toString(),
                            delivery.type(),
                            delivery.attempt(),
                            delivery.hops() + 1,
                            startedAt,
                            delivery.contentType()),
                    webhook.signing(),
                    webhook.headers(),
                    userAgent,
                    delivery.body());
            AttemptSpan span = tracing.attempt(delivery, webhook.url(), startedAt);
            if (webhook.propagateTrace()) {
                span.propagate(headers);
            }
            var _ = send(webhook, headers, delivery.body())
                    .whenComplete((outcome, bug) ->
                            finish(start, startedAt, headers, bug == null ? outcome : broken(bug), span));
        } catch (Throwable bug) {
            // An error, too, would leave this delivery and those behind it in flight for ever.
            fatal.accept(bug);
        }
    }

    private void finish(
            Start start, Instant startedAt, Map<String, String> headers, AttemptOutcome outcome, AttemptSpan span) {
        try {
            answered.accept(finished(start, startedAt, headers, outcome, span));
        } catch (Throwable bug) {
            fatal.accept(bug);
        }
    }

    private CompletableFuture<AttemptOutcome> send(Webhook webhook, Map<String, String> headers, byte[] body) {
        try {
            Target target = subscribers.apply(webhook).target();
            return sender.send(new OutboundRequest(target, headers, body, webhook.timeout()));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(broken(e));
        }
    }

    /** A sender promises never to fail; one that does must not leave a delivery in flight for ever. */
    private static AttemptOutcome broken(Throwable bug) {
        return new AttemptOutcome.Failed(
                FailureKind.PROTOCOL, "the sender failed: " + bug.getClass().getSimpleName(), Duration.ZERO);
    }

    private Finished.Attempted finished(
            Start start, Instant startedAt, Map<String, String> headers, AttemptOutcome outcome, AttemptSpan span) {
        Delivery delivery = start.admitted().delivery();
        Webhook webhook = start.webhook();
        Instant now = clock.instant();
        RetryDecision decision = RetryDecision.decide(
                webhook.retry(), ladder, delivery.attempt(), outcome, delivery.tryStartedAt(), now, random);
        span.end(outcome, decision, now);
        return new Finished.Attempted(
                start.admitted(),
                webhook,
                startedAt,
                now,
                DeliveryHeaders.masked(headers, webhook.headers(), webhook.access()),
                outcome,
                decision,
                start.ordered(),
                span.trace());
    }
}
