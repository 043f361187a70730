package dev.postrider.api.rejected;

import dev.postrider.api.access.Caller;
import dev.postrider.api.database.Rows;
import dev.postrider.api.deliverylog.ListQuery;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.RejectedId;
import dev.postrider.common.wire.LogRecord;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of rejected records, as users see it: an organization its own, the platform administrator also those of which nobody can
 * tell whose they are.
 */
@Repository
class RejectedEvents {
    private static final String COLUMNS = "id, organization_id, reason, message, event_type, event_id, source_topic,"
            + " source_partition, source_offset, rejected_at, headers, payload_bytes, status, resubmitted_event_id,"
            + " decided_by, decided_at";

    private final DatabaseClient database;

    RejectedEvents(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Which of them a list shows.
     *
     * @param unassigned those of nobody in place of the organization's
     */
    record Filter(
            Caller caller,
            boolean unassigned,
            Optional<String> reason,
            Optional<String> topic,
            Optional<String> eventType,
            Optional<String> status,
            TimeRange range,
            Optional<Cursor> cursor,
            int limit) {}

    /**
     * One with what its producer sent.
     *
     * @param payload null where it is not kept
     */
    // Shown once and dropped; never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Whole(RejectedEvent event, byte @Nullable [] payload) {}

    /** The newest first; one row more than the page holds, where there is one. */
    Flux<RejectedEvent> list(Filter filter) {
        ListQuery query = new ListQuery("SELECT " + COLUMNS + " FROM rejected_events");
        if (filter.unassigned()) {
            query.where("organization_id IS NULL");
        } else {
            query.where("organization_id = ?", filter.caller().organization().value());
        }
        query.where("reason = ?", filter.reason())
                .where("source_topic = ?", filter.topic())
                .where("event_type = ?", filter.eventType())
                .where("status = ?", filter.status())
                .where("rejected_at >= ?", filter.range().from())
                .where("rejected_at < ?", filter.range().to());
        filter.cursor().ifPresent(last -> query.where("(rejected_at, id) < (?, ?)", last.at(), last.id()));
        return query.append(" ORDER BY rejected_at DESC, id DESC LIMIT " + (filter.limit() + 1))
                .on(database)
                .map(RejectedEvents::read)
                .all();
    }

    /** One that the caller may see. */
    Mono<Whole> find(Caller caller, UUID id) {
        return one(caller, id, "");
    }

    /** The same, locked until the transaction ends. */
    Mono<Whole> lock(Caller caller, UUID id) {
        return one(caller, id, " FOR UPDATE");
    }

    private Mono<Whole> one(Caller caller, UUID id, String suffix) {
        ListQuery query = new ListQuery("SELECT payload, " + COLUMNS + " FROM rejected_events")
                .where(
                        "day = ?",
                        new RejectedId(id).day().atZone(ZoneOffset.UTC).toLocalDate())
                .where("id = ?", id);
        String organization = caller.organization().value();
        if (caller.isPlatformAdmin()) {
            query.where("(organization_id = ? OR organization_id IS NULL)", organization);
        } else {
            query.where("organization_id = ?", organization);
        }
        return query.append(suffix)
                .on(database)
                .map(row -> new Whole(read(row), Rows.optional(row, "payload", byte[].class)))
                .one();
    }

    /**
     * Notes what became of one.
     *
     * @param published the event that it was published as
     */
    Mono<Void> decide(UUID id, RejectedStatus status, Optional<EventId> published, Caller caller, Instant now) {
        DatabaseClient.GenericExecuteSpec update = database.sql("""
                        UPDATE rejected_events SET status = :status, resubmitted_event_id = :event, decided_by = :by,
                            decided_at = :now
                        WHERE day = :day AND id = :id""")
                .bind("status", status.text())
                .bind("by", caller.name())
                .bind("now", now)
                .bind("day", new RejectedId(id).day().atZone(ZoneOffset.UTC).toLocalDate())
                .bind("id", id);
        return (published.isPresent()
                        ? update.bind("event", published.get().value())
                        : update.bindNull("event", String.class))
                .then();
    }

    private static RejectedEvent read(Readable row) {
        return new RejectedEvent(
                Rows.get(row, "id", UUID.class),
                Rows.optional(row, "organization_id", String.class),
                Rows.get(row, "reason", String.class),
                Rows.get(row, "message", String.class),
                Rows.optional(row, "event_type", String.class),
                Rows.optional(row, "event_id", String.class),
                new LogRecord.Position(
                        Rows.get(row, "source_topic", String.class),
                        Rows.get(row, "source_partition", Integer.class),
                        Rows.get(row, "source_offset", Long.class)),
                Rows.time(row, "rejected_at"),
                Rows.get(row, "headers", String.class),
                Rows.get(row, "payload_bytes", Long.class),
                RejectedStatus.of(Rows.get(row, "status", String.class)),
                Rows.optional(row, "resubmitted_event_id", String.class),
                Rows.optional(row, "decided_by", String.class),
                Rows.optionalTime(row, "decided_at"));
    }
}
