package dev.postrider.dispatcher.attempt;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes one attempt of a delivery: judge, sign, send, classify, decide. What comes of it goes to the hand-over; nothing is
 * complete here.
 */
public final class AttemptRunner {
    private final WebhookView view;
    private final Sender sender;
    private final RetryLadder ladder;
    private final String userAgent;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Consumer<Finished> handOver;
    private final Consumer<Throwable> fatal;

    /**
     * @param random safe for use by several threads
     * @param handOver takes what came of an attempt; called on the sender's threads as well, so it must not block
     * @param fatal told of a bug that would leave a delivery in flight for ever
     */
    public AttemptRunner(
            WebhookView view,
            Sender sender,
            RetryLadder ladder,
            String userAgent,
            InstantSource clock,
            RandomGenerator random,
            Consumer<Finished> handOver,
            Consumer<Throwable> fatal) {
        this.view = view;
        this.sender = sender;
        this.ladder = ladder;
        this.userAgent = userAgent;
        this.clock = clock;
        this.random = random;
        this.handOver = handOver;
        this.fatal = fatal;
    }

    /**
     * Starts the attempt and returns at once.
     *
     * <pre>
     *   judge ── cancelled ─────────────────────────┐
     *     │                                         ▼
     *   sign ─► send ─► classify ─► decide ─► hand-over
     * </pre>
     */
    public void run(Admitted admitted) {
        Delivery delivery = admitted.delivery();
        Instant startedAt = clock.instant();
        Optional<Webhook> found = view.find(delivery.webhook());
        if (found.isEmpty() || found.get().cancelled(delivery.fannedOutAt())) {
            handOver.accept(new Finished.Cancelled(admitted, startedAt, cancelReason(found)));
            return;
        }
        Webhook webhook = found.get();
        Map<String, String> headers = DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        delivery.webhook(),
                        delivery.id().toString(),
                        delivery.type(),
                        delivery.attempt(),
                        startedAt,
                        delivery.contentType()),
                webhook.signatures(),
                webhook.secrets(),
                webhook.headers(),
                userAgent,
                delivery.body());
        var _ = send(webhook, headers, delivery.body())
                .exceptionally(AttemptRunner::broken)
                .thenAccept(outcome -> handOver.accept(finished(admitted, webhook, startedAt, headers, outcome)))
                .whenComplete((_, bug) -> {
                    if (bug != null) {
                        fatal.accept(bug);
                    }
                });
    }

    private CompletableFuture<AttemptOutcome> send(Webhook webhook, Map<String, String> headers, byte[] body) {
        try {
            return sender.send(new OutboundRequest(URI.create(webhook.url()), headers, body, webhook.timeout()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new AttemptOutcome.Failed(
                    FailureKind.REFUSED, "the webhook's url is not a URL that can be called", Duration.ZERO));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(broken(e));
        }
    }

    /** A sender promises never to fail; one that does must not leave a delivery in flight for ever. */
    private static AttemptOutcome broken(Throwable bug) {
        return new AttemptOutcome.Failed(
                FailureKind.PROTOCOL, "the sender failed: " + bug.getClass().getSimpleName(), Duration.ZERO);
    }

    private Finished finished(
            Admitted admitted,
            Webhook webhook,
            Instant startedAt,
            Map<String, String> headers,
            AttemptOutcome outcome) {
        Delivery delivery = admitted.delivery();
        Instant now = clock.instant();
        RetryDecision decision = RetryDecision.decide(
                webhook.retry(), ladder, delivery.attempt(), outcome, delivery.tryStartedAt(), now, random);
        return new Finished.Attempted(
                admitted, startedAt, now, DeliveryHeaders.masked(headers, webhook.headers()), outcome, decision);
    }

    private static CancelReason cancelReason(Optional<Webhook> webhook) {
        boolean exists = webhook.isPresent() && webhook.get().state() != WebhookState.DELETED;
        return exists ? CancelReason.WEBHOOK_OFF : CancelReason.WEBHOOK_DELETED;
    }
}
