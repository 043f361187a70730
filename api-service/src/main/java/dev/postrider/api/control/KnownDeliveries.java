package dev.postrider.api.control;

import dev.postrider.api.deliverylog.DeliveryQueries;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the delivery that a request is about, as the log has it. */
@Component
class KnownDeliveries {
    private final DeliveryQueries deliveries;

    KnownDeliveries(DeliveryQueries deliveries) {
        this.deliveries = deliveries;
    }

    /**
     * A delivery.
     *
     * @param lastTry the highest that the log knows: a delivered one stays delivered, and may have been tried again since
     */
    record Known(DeliveryRow row, int lastTry) {}

    /** The delivery; an error with a 404 problem if the organization has none with this id, or the log not yet. */
    Mono<Known> require(OrganizationId organization, DeliveryId id) {
        return deliveries
                .find(organization, id)
                .switchIfEmpty(Mono.error(() ->
                        Problem.notFound("There is no delivery with this id.").toException()))
                .flatMap(row -> deliveries.lastTry(row).map(last -> new Known(row, last)));
    }
}
