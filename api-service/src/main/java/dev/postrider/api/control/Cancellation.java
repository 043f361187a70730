package dev.postrider.api.control;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.web.Problem;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Ends a delivery that waits. Once it is answered no attempt of it starts any more, but for one that is under way. */
@Component
class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final KnownDeliveries deliveries;
    private final Controls controls;
    private final RecordProducer producer;
    private final Topics topics;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final InstantSource clock;

    Cancellation(
            KnownDeliveries deliveries,
            Controls controls,
            RecordProducer producer,
            Topics topics,
            Audit audit,
            TransactionalOperator transactions,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.controls = controls;
        this.producer = producer;
        this.topics = topics;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What the log is told; an error with a 404 or 409 problem where there is nothing to cancel. */
    Mono<LogRecord.Cancelled> cancel(Caller caller, DeliveryId id) {
        return deliveries.require(caller.organization(), id).flatMap(known -> {
            DeliveryRow row = known.row();
            if (known.isOver()) {
                return Mono.error(Problem.conflict("The delivery is "
                                + row.state().status().text() + "; only one that waits can be cancelled.")
                        .toException());
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            int last = Math.max(known.lastTry(), known.lastAsked());
            LogRecord.Subject subject =
                    row.at(last, row.state().tryNumber() == last ? row.state().attempt() : 1);
            Control control = new Control.OfDelivery(row.subject().webhook(), id, last, CancelReason.REQUESTED);
            return transactions
                    .transactional(audit.record(
                                    caller, AuditAction.DELIVERY_CANCELLED, id.toString(), Change.NONE.and("try", last))
                            .then(controls.send(control)))
                    .then(logged(new LogRecord.Cancelled(subject, now, CancelReason.REQUESTED)));
        });
    }

    /** It is cancelled whether the log has it or not: the dispatcher that meets it tells the log, too. */
    private Mono<LogRecord.Cancelled> logged(LogRecord.Cancelled cancelled) {
        return producer.send(LogCodec.encode(topics, cancelled))
                .doOnError(error -> LOG.warn(
                        "The log is not told yet that {} is cancelled: {}",
                        cancelled.subject().delivery(),
                        error.toString()))
                .onErrorComplete()
                .thenReturn(cancelled);
    }
}
