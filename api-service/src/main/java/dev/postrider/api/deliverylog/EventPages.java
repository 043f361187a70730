package dev.postrider.api.deliverylog;

import dev.postrider.api.database.Rows;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Goes through past events in the order of their publication, stretch by stretch, for work on many of them. Scheduled events that
 * were not due yet, or were cancelled, are left out.
 */
public final class EventPages {
    private final DatabaseClient database;

    EventPages(DatabaseClient database) {
        this.database = database;
    }

    /**
     * How many there are.
     *
     * @param patterns which event types; an empty list stands for none
     * @param before events of a later publication are left out
     */
    public Mono<Stretch.Count> count(
            OrganizationId organization, Selection selection, List<EventPattern> patterns, Instant before) {
        return edge(organization, selection, before, Optional.empty(), Stretch.COUNTED)
                .flatMap(edge -> upTo(query("SELECT count(*) AS n", organization, selection, patterns, before), edge)
                        .on(database)
                        .map(row -> Rows.get(row, "n", Long.class))
                        .one()
                        .map(count -> new Stretch.Count(count, edge.isPresent())));
    }

    /**
     * The next of them, the oldest first, each with its payload, where that was not removed.
     *
     * @param after the place up to which the stretch before went
     */
    public Mono<Stretch<PastEvent, EventCursor>> page(
            OrganizationId organization,
            Selection selection,
            List<EventPattern> patterns,
            Instant before,
            Optional<EventCursor> after,
            int limit) {
        return edge(organization, selection, before, after, Stretch.ROWS)
                .flatMap(edge -> upTo(behind(query("SELECT *", organization, selection, patterns, before), after), edge)
                        .append(" ORDER BY appended_at, event_id LIMIT " + limit)
                        .on(database)
                        .map(EventQueries::read)
                        .all()
                        .collectList()
                        .map(rows -> new Stretch<>(
                                rows,
                                rows.size() < limit
                                        ? edge
                                        : Optional.of(new EventCursor(
                                                rows.getLast().head().appendedAt(),
                                                rows.getLast().head().id())))));
    }

    /** The place so many rows on; empty if there are not so many. */
    private Mono<Optional<EventCursor>> edge(
            OrganizationId organization, Selection selection, Instant before, Optional<EventCursor> after, int rows) {
        return behind(rows("SELECT appended_at, event_id", organization, selection, before), after)
                .append(" ORDER BY appended_at, event_id LIMIT 1 OFFSET " + (rows - 1))
                .on(database)
                .map(row -> new EventCursor(
                        Rows.get(row, "appended_at", Instant.class),
                        new EventId(Rows.get(row, "event_id", String.class))))
                .one()
                .singleOptional();
    }

    private static ListQuery behind(ListQuery query, Optional<EventCursor> after) {
        after.ifPresent(last -> query.where(
                "(appended_at, event_id) > (?, ?)", last.at(), last.id().value()));
        return query;
    }

    private static ListQuery upTo(ListQuery query, Optional<EventCursor> edge) {
        edge.ifPresent(last -> query.where(
                "(appended_at, event_id) <= (?, ?)", last.at(), last.id().value()));
        return query;
    }

    /** The rows that stretches are made of: what an index tells apart. */
    private static ListQuery rows(String select, OrganizationId organization, Selection selection, Instant before) {
        return new ListQuery(select + " FROM events")
                .where("organization_id = ?", organization.value())
                .where("appended_at < ?", before)
                .where("event_type = ?", Optional.ofNullable(selection.type()).map(type -> type.value()))
                .where("event_id = ?", Optional.ofNullable(selection.event()).map(event -> event.value()))
                .where("appended_at >= ?", Optional.ofNullable(selection.from()))
                .where("appended_at < ?", Optional.ofNullable(selection.to()));
    }

    private static ListQuery query(
            String select,
            OrganizationId organization,
            Selection selection,
            List<EventPattern> patterns,
            Instant before) {
        ListQuery query = rows(select, organization, selection, before)
                .where(
                        "(deliver_at IS NULL OR (deliver_at < ? AND NOT EXISTS (SELECT 1 FROM cancelled_events AS c"
                                + " WHERE c.organization_id = events.organization_id AND c.event_id = events.event_id"
                                + " AND c.deliver_at >= events.deliver_at)))",
                        before);
        return patterns.contains(new EventPattern.All())
                ? matching(query, patterns, "event_type NOT LIKE 'postrider.%' OR ")
                : matching(query, patterns, "");
    }

    private static ListQuery matching(ListQuery query, List<EventPattern> patterns, String all) {
        String[] types = patterns.stream()
                .filter(EventPattern.Exact.class::isInstance)
                .map(EventPattern::toString)
                .toArray(String[]::new);
        String[] prefixes = patterns.stream()
                .filter(EventPattern.Prefix.class::isInstance)
                .map(pattern -> ((EventPattern.Prefix) pattern).prefix())
                .toArray(String[]::new);
        return query.where(
                "(" + all + "event_type = ANY(?) OR EXISTS (SELECT 1 FROM unnest(CAST(? AS text[])) AS p(prefix)"
                        + " WHERE starts_with(event_type, prefix) AND length(event_type) > length(prefix)))",
                types,
                prefixes);
    }
}
