package dev.postrider.api.job;

import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.web.Cursor;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Places of jobs that go through deliveries. */
final class DeliveryPlaces {
    private DeliveryPlaces() {}

    static Place of(DeliveryRow row) {
        return new Place(row.subject().fannedOutAt(), row.id().toString());
    }

    static Optional<Cursor> cursor(@Nullable Place place) {
        return Optional.ofNullable(place).map(last -> new Cursor(last.at(), UUID.fromString(last.id())));
    }
}
