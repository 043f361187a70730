package dev.postrider.api.deliverylog;

import static dev.postrider.api.deliverylog.LogEntry.dayOf;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads deliveries and their exchanges; never those of another organization. */
public final class DeliveryQueries {
    /** More than any one try has; of a delivery that was redriven very often the newest are shown. */
    static final int MAX_ATTEMPTS = 100;

    private final DatabaseClient database;

    DeliveryQueries(DatabaseClient database) {
        this.database = database;
    }

    /** Newest first; one row more than the page holds, where there is one. */
    public Flux<DeliveryRow> list(DeliveryFilter filter) {
        return query(filter).on(database).map(DeliveryTable::read).all();
    }

    /** The same of those that have a dead letter; a failed test is dead and has none. */
    public Flux<DeliveryRow> listDeadLetters(DeliveryFilter filter) {
        return page(conditions(filter.of(DeliveryStatus.DEAD)).where("died_at IS NOT NULL"), filter)
                .on(database)
                .map(DeliveryTable::read)
                .all();
    }

    static ListQuery query(DeliveryFilter filter) {
        return page(conditions(filter), filter);
    }

    private static ListQuery page(ListQuery query, DeliveryFilter filter) {
        filter.cursor().ifPresent(last -> query.where("(created_at, id) < (?, ?)", last.at(), last.id()));
        return query.append(" ORDER BY created_at DESC, id DESC LIMIT " + (filter.limit() + 1));
    }

    private static ListQuery conditions(DeliveryFilter filter) {
        ListQuery query = new ListQuery("SELECT * FROM deliveries")
                .where("organization_id = ?", filter.organization().value())
                .where("webhook_id = ?", filter.webhook().map(WebhookId::value))
                .where("event_type = ?", filter.eventType())
                .where("event_id = ?", filter.eventId())
                .where("reason = ?", filter.reason())
                .where("created_at >= ?", filter.from())
                .where("created_at < ?", filter.to());
        // In the text, not bound: only so does the planner see that the index of the undelivered ones serves.
        // A reason goes with one status, so that index serves it too.
        filter.reason()
                .flatMap(DeliveryReasons::status)
                .ifPresent(status -> query.where("status = '" + status.text() + "'"));
        filter.status().ifPresent(status -> query.where("status = '" + status.text() + "'"));
        // So with the index of those that were not answered with 200.
        filter.statusCode().ifPresent(code -> query.where("status_code = " + code));
        return query;
    }

    public Mono<DeliveryRow> find(OrganizationId organization, DeliveryId id) {
        return new ListQuery("SELECT * FROM deliveries")
                .where("day = ?", dayOf(id.day()))
                .where("id = ?", id.value())
                .where("organization_id = ?", organization.value())
                .on(database)
                .map(DeliveryTable::read)
                .one();
    }

    /** The highest try that the log knows of: of a delivered one, which stays delivered, also tries that came after. */
    public Mono<Integer> lastTry(DeliveryRow delivery) {
        return new ListQuery("SELECT max(try) AS try FROM delivery_attempts")
                .where("day = ?", dayOf(delivery.id().day()))
                .where("delivery_id = ?", delivery.id().value())
                .on(database)
                .map(row -> Optional.ofNullable(row.get("try", Integer.class)))
                .one()
                .map(attempted -> Math.max(delivery.state().tryNumber(), attempted.orElse(0)));
    }

    /** The exchanges of a delivery in their order. */
    public Mono<List<AttemptView>> attempts(DeliveryRow delivery) {
        return new ListQuery("SELECT * FROM delivery_attempts")
                .where("day = ?", dayOf(delivery.id().day()))
                .where("delivery_id = ?", delivery.id().value())
                .where("organization_id = ?", delivery.subject().organization().value())
                .append(" ORDER BY try DESC, attempt DESC, started_at DESC, log_offset DESC LIMIT " + MAX_ATTEMPTS)
                .on(database)
                .map((Readable row) -> AttemptView.read(row))
                .all()
                .collectList()
                .map(List::reversed);
    }
}
