package dev.postrider.api.scheduling;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Readable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table of cancelled events. */
@Repository
class CancelledEvents {
    static final String COLUMNS = "organization_id, event_id, deliver_at, cancelled_at";

    /** An event that was published again for another time is cancelled for both: they have one id. */
    private static final String CANCEL = """
            INSERT INTO cancelled_events AS c (organization_id, event_id, deliver_at, cancelled_at, cancelled_by)
            VALUES (:organization, :event, :deliverAt, :cancelledAt, :by)
            ON CONFLICT (organization_id, event_id) DO UPDATE SET
                version = c.version + CASE WHEN excluded.deliver_at > c.deliver_at THEN 1 ELSE 0 END,
                forgotten = c.forgotten AND excluded.deliver_at <= c.deliver_at,
                deliver_at = greatest(c.deliver_at, excluded.deliver_at)
            RETURNING\s""" + COLUMNS;

    private final DatabaseClient database;

    CancelledEvents(DatabaseClient database) {
        this.database = database;
    }

    /** Notes that the event is cancelled, and gives what stands in the table: an earlier cancellation where there is one. */
    Mono<CancelledEvent> cancel(CancelledEvent cancelled, String by) {
        return database.sql(CANCEL)
                .bind("organization", cancelled.organization().value())
                .bind("event", cancelled.event().value())
                .bind("deliverAt", cancelled.deliverAt())
                .bind("cancelledAt", cancelled.cancelledAt())
                .bind("by", by)
                .map(CancelledEvents::read)
                .one();
    }

    static CancelledEvent read(Readable row) {
        return new CancelledEvent(
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                new EventId(Rows.get(row, "event_id", String.class)),
                Rows.time(row, "deliver_at"),
                Rows.time(row, "cancelled_at"));
    }
}
