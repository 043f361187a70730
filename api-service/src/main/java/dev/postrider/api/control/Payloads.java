package dev.postrider.api.control;

import dev.postrider.api.deadletter.DeadLetterReader;
import dev.postrider.api.deadletter.Letter;
import dev.postrider.api.deliverylog.Death;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.deliverylog.DeliverySubject;
import dev.postrider.api.deliverylog.EventQueries;
import dev.postrider.api.retention.ClosedDays;
import dev.postrider.api.web.Problem;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.webhook.Webhook;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gets a delivery with its body back, byte for byte as it was: rendered from its event, or else from its dead letter. */
@Component
class Payloads {
    private final EventQueries events;
    private final DeadLetterReader letters;
    private final ClosedDays closed;

    Payloads(EventQueries events, DeadLetterReader letters, ClosedDays closed) {
        this.events = events;
        this.letters = letters;
        this.closed = closed;
    }

    /** The delivery; an error with a 410 problem where its payload is not kept any more. */
    Mono<Delivery> of(DeliveryRow row, Webhook webhook) {
        return closed.isClosed(row.subject().organization(), row.day())
                .flatMap(isClosed -> isClosed
                        ? Mono.error(Problem.gone("The delivery cannot be sent again: " + ClosedDays.REMOVED + ".")
                                .toException())
                        : kept(row, webhook));
    }

    private Mono<Delivery> kept(DeliveryRow row, Webhook webhook) {
        return rendered(row, webhook)
                .switchIfEmpty(Mono.defer(() -> dead(row)))
                .switchIfEmpty(Mono.error(() -> Problem.gone(
                                "The payload of the delivery is past its retention, so it cannot be sent again.")
                        .toException()));
    }

    private Mono<Delivery> rendered(DeliveryRow row, Webhook webhook) {
        DeliverySubject subject = row.subject();
        return events.find(subject.organization(), subject.event(), row.day())
                .mapNotNull(event -> event.whole().orElse(null))
                .map(event -> rendered(row, webhook, event));
    }

    private Mono<Delivery> dead(DeliveryRow row) {
        Death death = row.death();
        return death == null
                ? Mono.empty()
                : letters.read(row.id(), death)
                        .mapNotNull(letter -> letter instanceof Letter.Kept kept ? kept.delivery() : null);
    }

    /** Judged by a view of webhooks that is fresh whatever offset it names. */
    private static Delivery rendered(DeliveryRow row, Webhook webhook, Event event) {
        DeliverySubject subject = row.subject();
        return new Delivery(
                row.id(),
                subject.webhook(),
                subject.organization(),
                subject.event(),
                subject.type(),
                subject.eventTime(),
                subject.fannedOutAt(),
                row.state().tryNumber(),
                subject.fannedOutAt(),
                row.state().attempt(),
                Trigger.EVENT,
                0,
                webhook.pacing().ordered() ? event.orderingKey() : null,
                event.hops(),
                null,
                EventBody.CONTENT_TYPE,
                EventBody.of(event).bytesFor(subject.webhook()));
    }
}
