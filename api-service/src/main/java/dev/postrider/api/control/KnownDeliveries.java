package dev.postrider.api.control;

import dev.postrider.api.deliverylog.DeliveryQueries;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the delivery that a request is about, as the log has it, with the tries of it that were asked for. */
@Component
class KnownDeliveries {
    private final DeliveryQueries deliveries;
    private final AskedTries asked;
    private final InstantSource clock;

    KnownDeliveries(DeliveryQueries deliveries, AskedTries asked, InstantSource clock) {
        this.deliveries = deliveries;
        this.asked = asked;
        this.clock = clock;
    }

    /**
     * A delivery.
     *
     * @param lastTry the highest that has begun: a delivered one stays delivered, and may have been tried again since
     * @param lastAsked the highest that was asked for, which may be about to begin; 0 for none
     */
    record Known(DeliveryRow row, int lastTry, int lastAsked) {
        /** Whether it has ended and nothing was asked for since. */
        boolean isOver() {
            return row.state().status().isFinal() && lastAsked <= row.state().tryNumber();
        }
    }

    /** The delivery; an error with a 404 problem if the organization has none with this id, or the log not yet. */
    Mono<Known> require(OrganizationId organization, DeliveryId id) {
        return deliveries
                .find(organization, id)
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no delivery with this id.").toException()))
                .flatMap(row -> Mono.zip(
                        deliveries.lastTry(row),
                        asked.of(id, clock.instant()),
                        (last, tries) -> new Known(row, Math.max(last, tries.begun()), tries.highest())));
    }
}
