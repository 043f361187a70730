package dev.postrider.api.job;

import dev.postrider.api.web.Cursor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Places of jobs that go through deliveries. */
final class DeliveryPlaces {
    private DeliveryPlaces() {}

    /** A page of which so many were handed over. */
    static JobPage page(long done, Map<String, Long> skipped, Optional<Cursor> next) {
        return new JobPage(
                done,
                skipped,
                next.map(place -> new Place(place.at(), place.id().toString())).orElse(null),
                next.isEmpty());
    }

    static Optional<Cursor> cursor(@Nullable Place place) {
        return Optional.ofNullable(place).map(last -> new Cursor(last.at(), UUID.fromString(last.id())));
    }
}
