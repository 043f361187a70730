package dev.postrider.api.job;

import dev.postrider.api.deliverylog.DeliveryPages;
import dev.postrider.api.deliverylog.DeliveryRow;
import dev.postrider.api.deliverylog.Stretch;
import dev.postrider.api.web.Cursor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

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

    /** The next deliveries of a job, of those that were there when it was asked for. */
    static Mono<Stretch<DeliveryRow, Cursor>> next(DeliveryPages pages, DeliveryPages.Kind kind, Job job, int size) {
        return pages.page(kind, job.organization(), job.selection(), job.createdAt(), cursor(job.place()), size);
    }

    private static Optional<Cursor> cursor(@Nullable Place place) {
        return Optional.ofNullable(place).map(last -> new Cursor(last.at(), UUID.fromString(last.id())));
    }
}
