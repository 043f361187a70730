package dev.postrider.api.deliverylog;

import dev.postrider.api.web.TimeRange;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.wire.LogRecord;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads events; never those of another organization. */
public final class EventQueries {
    /** Which events a list shows; see {@link DeliveryFilter}. */
    record Filter(
            OrganizationId organization,
            Optional<String> eventType,
            TimeRange range,
            Optional<EventCursor> cursor,
            int limit) {}

    private final DatabaseClient database;

    EventQueries(DatabaseClient database) {
        this.database = database;
    }

    /** Newest first; one row more than the page holds, where there is one. */
    Flux<PastEvent> list(Filter filter) {
        return query(filter).on(database).map(EventQueries::read).all();
    }

    static ListQuery query(Filter filter) {
        // Payloads are large, and a list is for choosing.
        ListQuery query = new ListQuery("""
                        SELECT organization_id, event_id, event_type, timestamp, 'null' AS data, NULL::text AS metadata,
                            deliver_at, ordering_key, hops, appended_at, payload_removed_at
                        FROM events""")
                .where("organization_id = ?", filter.organization().value())
                .where("event_type = ?", filter.eventType())
                .where("appended_at >= ?", filter.range().from())
                .where("appended_at < ?", filter.range().to());
        filter.cursor()
                .ifPresent(last -> query.where(
                        "(appended_at, event_id) < (?, ?)", last.at(), last.id().value()));
        return query.append(" ORDER BY appended_at DESC, event_id DESC LIMIT " + (filter.limit() + 1));
    }

    /** The newest event with this id. */
    public Mono<PastEvent> find(OrganizationId organization, EventId id) {
        return byId(organization, id)
                .append(" ORDER BY day DESC LIMIT 1")
                .on(database)
                .map(EventQueries::read)
                .one();
    }

    /** The event with this id that was published on that day, or else the last one before it: a replay's. */
    public Mono<PastEvent> find(OrganizationId organization, EventId id, LocalDate day) {
        return byId(organization, id)
                .where("day <= ?", day)
                .append(" ORDER BY day DESC LIMIT 1")
                .on(database)
                .map(EventQueries::read)
                .one();
    }

    /** Of all events with this id the one that is due last, or else the newest one if none was scheduled. */
    public Mono<Event> findLastDue(OrganizationId organization, EventId id) {
        return byId(organization, id)
                .append(" ORDER BY deliver_at DESC NULLS LAST, day DESC LIMIT 1")
                .on(database)
                .map(row -> read(row).head())
                .one();
    }

    /** Where an event stood on its topic, the first of its id on its day. */
    Mono<LogRecord.Position> position(Event event) {
        return byId(event.organization(), event.id())
                .where("day = ?", LogEntry.dayOf(event.appendedAt()))
                .on(database)
                .map(row -> new LogRecord.Position(
                        get(row, "source_topic", String.class),
                        get(row, "source_partition", Integer.class),
                        get(row, "source_offset", Long.class)))
                .one();
    }

    /** When a scheduled event was cancelled; empty if it was not. A cancel says nothing of what is due later under its id. */
    Mono<Instant> cancelledAt(Event event) {
        Instant deliverAt = event.deliverAt();
        if (deliverAt == null) {
            return Mono.empty();
        }
        return new ListQuery("SELECT cancelled_at FROM cancelled_events")
                .where("organization_id = ?", event.organization().value())
                .where("event_id = ?", event.id().value())
                .where("deliver_at >= ?", deliverAt)
                .on(database)
                .map(row -> get(row, "cancelled_at", Instant.class))
                .one();
    }

    private static ListQuery byId(OrganizationId organization, EventId id) {
        return new ListQuery("SELECT * FROM events")
                .where("organization_id = ?", organization.value())
                .where("event_id = ?", Texts.storable(id.value()));
    }

    static PastEvent read(Readable row) {
        @Nullable String data = row.get("data", String.class);
        Event head = new Event(
                new OrganizationId(get(row, "organization_id", String.class)),
                new EventId(get(row, "event_id", String.class)),
                new EventType(get(row, "event_type", String.class)),
                get(row, "timestamp", String.class),
                RawJson.of(data == null ? "null" : data),
                json(row.get("metadata", String.class)),
                row.get("deliver_at", Instant.class),
                row.get("ordering_key", String.class),
                get(row, "hops", Integer.class),
                get(row, "appended_at", Instant.class));
        return new PastEvent(head, row.get("payload_removed_at", Instant.class));
    }

    private static @Nullable RawJson json(@Nullable String text) {
        return text == null ? null : RawJson.of(text);
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
