package dev.postrider.api.scheduling;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table of cancelled events. */
@Repository
class CancelledEvents {
    static final String COLUMNS = "organization_id, event_id, deliver_at, cancelled_at";

    /**
     * An event that was published again for another time is cancelled for both: they have one id. What was published before a
     * cancel is due within {@link #LONGEST_WAIT} of it, also what the log does not show yet.
     */
    private static final String CANCEL = """
            INSERT INTO cancelled_events AS c (organization_id, event_id, deliver_at, cancelled_at, cancelled_by,
                on_topic_until)
            VALUES (:organization, :event, :deliverAt, :cancelledAt, :by, :onTopicUntil)
            ON CONFLICT (organization_id, event_id) DO UPDATE SET
                version = c.version + CASE WHEN c.forgotten OR excluded.deliver_at > c.deliver_at THEN 1 ELSE 0 END,
                forgotten = false,
                on_topic_until = greatest(c.on_topic_until, excluded.on_topic_until),
                deliver_at = greatest(c.deliver_at, excluded.deliver_at)
            RETURNING\s""" + COLUMNS;

    /** No event is scheduled further ahead. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /** Later than its due time an event is let out that waited for a scheduler that was down. */
    private static final Duration GRACE = Duration.ofDays(1);

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
                .bind("onTopicUntil", cancelled.cancelledAt().plus(LONGEST_WAIT).plus(GRACE))
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
