package dev.postrider.api.control;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.control.KnownDeliveries.Known;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.deliverylog.DeliveryStatus;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.web.Problem;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Starts the next try of a delivery, in place of the one that waits. Of two requests at once one starts it. A request that
 * failed half way may be repeated: it starts the same try.
 */
@Component
class ManualRetry {
    private static final int AT_ONCE = 4;

    private final Turns turns = new Turns(AT_ONCE);
    private final KnownDeliveries deliveries;
    private final WebhookLookup webhooks;
    private final Payloads payloads;
    private final AskedTries asked;
    private final Controls controls;
    private final RecordProducer producer;
    private final Topics topics;
    private final RetryLadder ladder;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final InstantSource clock;

    ManualRetry(
            KnownDeliveries deliveries,
            WebhookLookup webhooks,
            Payloads payloads,
            AskedTries asked,
            Controls controls,
            RecordProducer producer,
            Topics topics,
            RetryLadder ladder,
            Audit audit,
            TransactionalOperator transactions,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.payloads = payloads;
        this.asked = asked;
        this.controls = controls;
        this.producer = producer;
        this.topics = topics;
        this.ladder = ladder;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The delivery before its first attempt; an error with a problem where it is not tried again. */
    Mono<Delivery> retry(Caller caller, DeliveryId id) {
        return deliveries
                .require(caller.organization(), id)
                .doOnNext(ManualRetry::requireRetryable)
                .flatMap(known -> webhook(known.row())
                        .flatMap(webhook -> payloads.of(known.row(), webhook))
                        .map(delivery -> delivery.nextTry(
                                known.lastTry() + 1,
                                Trigger.MANUAL,
                                clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                        .flatMap(next -> turns.take(transactions.transactional(begin(caller, known, next)))));
    }

    private static void requireRetryable(Known known) {
        DeliveryRow row = known.row();
        if (row.isTest()) {
            throw Problem.conflict("The delivery was a test of its webhook; make another test instead.")
                    .toException();
        }
        if (row.state().status() == DeliveryStatus.PENDING && !row.wasAttempted()) {
            throw Problem.conflict("The delivery is pending: the first attempt of its try "
                            + row.state().tryNumber() + " is about to be made. Retry it when that has failed.")
                    .toException();
        }
    }

    /** The webhook as it is now; also one that is paused or disabled, where the delivery waits. */
    private Mono<Webhook> webhook(DeliveryRow row) {
        return webhooks.find(row.subject().organization(), row.subject().webhook())
                .switchIfEmpty(Mono.error(() -> Problem.conflict("The webhook of the delivery was deleted.")
                        .toException()))
                .doOnNext(webhook -> {
                    if (webhook.state() == WebhookState.OFF) {
                        throw Problem.conflict("The webhook of the delivery is switched off; enable it first.")
                                .toException();
                    }
                });
    }

    private Mono<Delivery> begin(Caller caller, Known known, Delivery next) {
        return asked.claim(next.id(), next.tryNumber(), next.tryStartedAt())
                .filter(mine -> mine)
                .switchIfEmpty(Mono.error(() -> Problem.conflict("Try " + next.tryNumber()
                                + " of the delivery was asked for already and is about to begin.")
                        .toException()))
                .then(audit.record(
                        caller,
                        AuditAction.DELIVERY_RETRIED,
                        next.id().toString(),
                        Change.NONE.and("try", next.tryNumber())))
                .then(supersede(known))
                .then(producer.send(waiting(next)))
                .then(producer.send(LogCodec.encode(topics, started(next))))
                .thenReturn(next);
    }

    /** One that is over has nothing to be superseded, but for tries after the one that delivered it. */
    private Mono<Void> supersede(Known known) {
        DeliveryRow row = known.row();
        boolean over = row.state().status().isFinal() && row.state().tryNumber() == known.lastTry();
        return over
                ? Mono.empty()
                : controls.send(new Control.OfDelivery(
                        row.subject().webhook(), row.id(), known.lastTry(), CancelReason.SUPERSEDED));
    }

    private ProducerRecord<byte[], byte[]> waiting(Delivery next) {
        Instant now = next.tryStartedAt();
        return TierCodec.enter(
                topics, ladder, now, now, ReturnTo.DELIVERIES, DeliveryCodec.encode(topics.deliveries(), next));
    }

    private static LogRecord started(Delivery next) {
        return new LogRecord.TryStarted(LogRecord.Subject.of(next), next.tryStartedAt(), Trigger.MANUAL, null);
    }
}
