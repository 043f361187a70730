package dev.postrider.api.rejected;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.publish.Publishing;
import dev.postrider.api.rejected.RejectedEvents.Whole;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Problem.FieldError;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Publishes what was rejected, as it was or corrected, and notes that. One row is published once: it is locked meanwhile, an event
 * without an id gets one that is a function of the row, and a repeat is told what was published.
 */
@Component
class Resubmission {
    private final RejectedEvents rejected;
    private final Publishing publishing;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final InstantSource clock;

    Resubmission(
            RejectedEvents rejected,
            Publishing publishing,
            Audit audit,
            TransactionalOperator transactions,
            InstantSource clock) {
        this.rejected = rejected;
        this.publishing = publishing;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The row as it stands then; empty if there is none that the caller may see.
     *
     * @param corrected in the native form; empty for the event as it came
     */
    Mono<RejectedEvent> resubmit(Caller caller, UUID id, byte[] corrected) {
        return transactions.transactional(rejected.lock(caller, id).flatMap(row -> switch (row.event()
                .status()) {
            case RESUBMITTED -> Mono.just(row.event());
            case OPEN, DISMISSED -> publish(caller, row, corrected).then(find(caller, id));
        }));
    }

    /** The same for one that is to be dismissed. */
    Mono<RejectedEvent> dismiss(Caller caller, UUID id) {
        return transactions.transactional(rejected.lock(caller, id).flatMap(row -> switch (row.event()
                .status()) {
            case DISMISSED -> Mono.just(row.event());
            case RESUBMITTED ->
                Mono.error(Problem.conflict("It was resubmitted, as the event "
                                + row.event().resubmittedEventId() + ", and cannot be dismissed any more.")
                        .toException());
            case OPEN ->
                rejected.decide(id, RejectedStatus.DISMISSED, Optional.empty(), caller, clock.instant())
                        .then(audit.record(caller, AuditAction.REJECTED_EVENT_DISMISSED, id.toString(), Change.NONE))
                        .then(find(caller, id));
        }));
    }

    private Mono<RejectedEvent> find(Caller caller, UUID id) {
        return Mono.defer(() -> rejected.find(caller, id)).map(Whole::event);
    }

    private Mono<Void> publish(Caller caller, Whole row, byte[] corrected) {
        UUID id = row.event().id();
        byte[] event = corrected.length > 0 ? corrected : original(row);
        return publishing
                .publish(event, caller, "rejected/" + id)
                .flatMap(published -> rejected.decide(
                                id, RejectedStatus.RESUBMITTED, Optional.of(published), caller, clock.instant())
                        .then(audit.record(
                                caller,
                                AuditAction.REJECTED_EVENT_RESUBMITTED,
                                id.toString(),
                                Change.NONE.and("event_id", published.value()))));
    }

    /** In the native form, whichever it came in. */
    private static byte[] original(Whole row) {
        byte[] payload = row.payload();
        if (payload == null) {
            throw Problem.unprocessable("", "must be the corrected event: what was rejected is not kept (any more)")
                    .toException();
        }
        try {
            return EventDecoder.draft(headers(row.event()), payload).toNativeJson();
        } catch (InvalidEventException e) {
            throw Problem.invalid(e.problems().stream()
                            .map(problem -> new FieldError(problem.field(), problem.message()))
                            .toList())
                    .toException();
        }
    }

    private static Headers headers(RejectedEvent event) {
        Headers headers = new RecordHeaders();
        Json.tree(event.headers().getBytes(StandardCharsets.UTF_8))
                .forEachEntry(
                        (name, value) -> headers.add(name, value.stringValue().getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
