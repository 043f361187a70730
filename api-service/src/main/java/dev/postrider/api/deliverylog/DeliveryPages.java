package dev.postrider.api.deliverylog;

import static dev.postrider.api.deliverylog.LogEntry.dayOf;

import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Cursor;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Goes through deliveries in the order of their fan-out, stretch by stretch, for work on many of them. What is asked for stands in
 * a time that has passed, so deliveries leave what is to be gone through, and none joins it.
 */
public final class DeliveryPages {
    private static final Comparator<Cursor> BY_PLACE =
            Comparator.comparing(Cursor::at).thenComparing(place -> place.id().toString());

    private final DatabaseClient database;

    DeliveryPages(DatabaseClient database) {
        this.database = database;
    }

    /** In what state deliveries are gone through. */
    public enum Kind {
        /** Those that died before a time, and have a dead letter. */
        DEAD("died_at < ?"),

        /**
         * Those that wait, in a try begun before a time. When a later try than the first began stands in no row, so one that
         * has moved since that time is left out.
         */
        WAITING("CASE state_try WHEN 1 THEN created_at ELSE state_at END < ?");

        private final String condition;

        Kind(String condition) {
            this.condition = condition;
        }

        private List<DeliveryStatus> statuses() {
            return switch (this) {
                case DEAD -> List.of(DeliveryStatus.DEAD);
                case WAITING -> List.of(DeliveryStatus.PENDING, DeliveryStatus.RETRYING, DeliveryStatus.HELD);
            };
        }
    }

    /** How many there are. */
    public Mono<Stretch.Count> count(Kind kind, OrganizationId organization, Selection selection, Instant before) {
        return Flux.fromIterable(kind.statuses())
                .concatMap(status -> edge(status, organization, selection, Optional.empty(), Stretch.COUNTED)
                        .flatMap(edge -> upTo(
                                        query("SELECT count(*) AS n", kind, status, organization, selection, before),
                                        edge)
                                .on(database)
                                .map(row -> Rows.get(row, "n", Long.class))
                                .one()
                                .map(count -> new Stretch.Count(count, edge.isPresent()))))
                .reduce(Stretch.Count::plus);
    }

    /**
     * The next of them, the oldest first.
     *
     * @param after the place up to which the stretch before went
     */
    public Mono<Stretch<DeliveryRow, Cursor>> page(
            Kind kind,
            OrganizationId organization,
            Selection selection,
            Instant before,
            Optional<Cursor> after,
            int limit) {
        // One by one, because each status has its ordered stretch of the index; all of them up to the same place.
        return Flux.fromIterable(kind.statuses())
                .concatMap(status -> edge(status, organization, selection, after, Stretch.ROWS))
                .concatMap(edge -> Mono.justOrEmpty(edge))
                .sort(BY_PLACE)
                .next()
                .singleOptional()
                .flatMap(edge -> Flux.fromIterable(kind.statuses())
                        .concatMap(status -> page(kind, status, organization, selection, before, after, edge, limit)
                                .on(database)
                                .map(DeliveryTable::read)
                                .all())
                        .sort((one, other) -> BY_PLACE.compare(place(one), place(other)))
                        .take(limit)
                        .collectList()
                        .map(rows ->
                                new Stretch<>(rows, rows.size() < limit ? edge : Optional.of(place(rows.getLast())))));
    }

    private static Cursor place(DeliveryRow row) {
        return new Cursor(row.subject().fannedOutAt(), row.id().value());
    }

    /** The place so many rows on; empty if there are not so many. */
    private Mono<Optional<Cursor>> edge(
            DeliveryStatus status, OrganizationId organization, Selection selection, Optional<Cursor> after, int rows) {
        ListQuery query = rows("SELECT created_at, id", status, organization, selection);
        after.ifPresent(last -> query.where("(created_at, id) > (?, ?)", last.at(), last.id()));
        return query.append(" ORDER BY created_at, id LIMIT 1 OFFSET " + (rows - 1))
                .on(database)
                .map(row -> new Cursor(Rows.get(row, "created_at", Instant.class), Rows.get(row, "id", UUID.class)))
                .one()
                .singleOptional();
    }

    private static ListQuery upTo(ListQuery query, Optional<Cursor> edge) {
        edge.ifPresent(last -> query.where("(created_at, id) <= (?, ?)", last.at(), last.id()));
        return query;
    }

    static ListQuery page(
            Kind kind,
            DeliveryStatus status,
            OrganizationId organization,
            Selection selection,
            Instant before,
            Optional<Cursor> after,
            Optional<Cursor> edge,
            int limit) {
        ListQuery query = query("SELECT *", kind, status, organization, selection, before);
        after.ifPresent(last -> query.where("(created_at, id) > (?, ?)", last.at(), last.id()));
        return upTo(query, edge).append(" ORDER BY created_at, id LIMIT " + limit);
    }

    /** Those of the deliveries that the organization has. */
    public Flux<DeliveryRow> find(OrganizationId organization, List<DeliveryId> ids) {
        return byIds(new ListQuery("SELECT * FROM deliveries"), ids)
                .where("organization_id = ?", organization.value())
                .on(database)
                .map(DeliveryTable::read)
                .all();
    }

    private static ListQuery query(
            String select,
            Kind kind,
            DeliveryStatus status,
            OrganizationId organization,
            Selection selection,
            Instant before) {
        return rows(select, status, organization, selection)
                .where(kind.condition, before)
                .where(
                        "webhook_id = ?",
                        Optional.ofNullable(selection.webhook()).map(WebhookId::value))
                .where("event_type = ?", Optional.ofNullable(selection.type()).map(type -> type.value()))
                .where("reason = ?", Optional.ofNullable(selection.reason()))
                .where("status_code = ?", Optional.ofNullable(selection.statusCode()));
    }

    /** The rows that stretches are made of: what an index tells apart. */
    private static ListQuery rows(
            String select, DeliveryStatus status, OrganizationId organization, Selection selection) {
        // The status in the text, not bound: only so does the planner see that the index of the undelivered ones
        // serves.
        ListQuery query = new ListQuery(select + " FROM deliveries")
                .where("organization_id = ?", organization.value())
                .where("status = '" + status.text() + "'")
                .where("event_id = ?", Optional.ofNullable(selection.event()).map(event -> event.value()))
                .where("created_at >= ?", Optional.ofNullable(selection.from()))
                .where("created_at < ?", Optional.ofNullable(selection.to()));
        return selection.deliveries().isEmpty() ? query : byIds(query, selection.deliveries());
    }

    private static ListQuery byIds(ListQuery query, List<DeliveryId> ids) {
        return query.where("day = ANY(CAST(? AS date[]))", (Object) ids.stream()
                        .map(id -> dayOf(id.day()).toString())
                        .distinct()
                        .toArray(String[]::new))
                .where("id = ANY(?)", (Object)
                        ids.stream().map(DeliveryId::value).toArray(UUID[]::new));
    }
}
