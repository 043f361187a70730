package dev.postrider.api.scheduling;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.deliverylog.EventQueries;
import dev.postrider.api.publication.Publications;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.common.event.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Cancels scheduled events. Succeeds only once fan-out can know it, before the event is due. */
@RestController
@RequestMapping("/api/v1/events")
class ScheduledEventController {
    private final EventQueries events;
    private final CancelledEvents cancelled;
    private final CancelledEventPublisher publisher;
    private final Publications publications;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final InstantSource clock;

    ScheduledEventController(
            EventQueries events,
            CancelledEvents cancelled,
            CancelledEventPublisher publisher,
            Publications publications,
            Audit audit,
            TransactionalOperator transactions,
            InstantSource clock) {
        this.events = events;
        this.cancelled = cancelled;
        this.publisher = publisher;
        this.publications = publications;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** May be repeated. An id that was published for several times is cancelled for all of them. */
    @PostMapping("/{id}/cancel")
    Mono<ResponseEntity<byte[]>> cancel(
            @Authorized(Role.PRODUCER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        return NoBody.require(request)
                .then(Mono.defer(() -> Mono.justOrEmpty(PathId.event(id))))
                .flatMap(event -> events.findLastDue(caller.organization(), event))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("The log has no event with this id (yet).")
                        .toException()))
                .flatMap(event -> transactions.transactional(cancelled
                        .cancel(cancellation(event), caller.name())
                        .flatMap(row -> audit.record(
                                        caller,
                                        AuditAction.EVENT_CANCELLED,
                                        row.event().value(),
                                        Change.NONE.and(
                                                "deliver_at", row.deliverAt().toString()))
                                .thenReturn(row))))
                .flatMap(this::published)
                .map(done -> Answer.ok(json -> write(json, done)));
    }

    private CancelledEvent cancellation(Event event) {
        @Nullable Instant deliverAt = event.deliverAt();
        if (deliverAt == null) {
            throw Problem.conflict("The event is not scheduled, and was delivered when it was published; cancel its"
                            + " deliveries that wait.")
                    .toException();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!now.isBefore(deliverAt)) {
            throw tooLate(deliverAt);
        }
        return new CancelledEvent(event.organization(), event.id(), deliverAt, now);
    }

    private Mono<CancelledEvent> published(CancelledEvent row) {
        return publications.publish(publisher, CancelledEventPublisher.key(row)).map(published -> {
            if (!published) {
                throw Problem.unavailable(
                                "The event is cancelled, but Kafka does not answer, so it may be sent if it is"
                                        + " due before it does. Repeat the request to know when not.")
                        .toException();
            }
            if (!clock.instant().isBefore(row.deliverAt())) {
                throw tooLate(row.deliverAt());
            }
            return row;
        });
    }

    private static RuntimeException tooLate(Instant deliverAt) {
        return Problem.conflict("The event was due at " + deliverAt + "; cancel its deliveries that wait.")
                .toException();
    }

    private static void write(JsonGenerator json, CancelledEvent row) {
        json.writeStartObject();
        json.writeStringProperty("id", row.event().value());
        json.writeStringProperty("organization_id", row.organization().value());
        json.writeStringProperty("status", "cancelled");
        json.writeStringProperty("deliver_at", row.deliverAt().toString());
        json.writeStringProperty("cancelled_at", row.cancelledAt().toString());
        json.writeEndObject();
    }
}
