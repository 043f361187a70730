package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.Query;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.common.id.OrganizationId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;

/** The list of an organization's webhooks, the newest first. */
@Repository
class WebhookList {
    private static final Set<String> STATUSES = Set.of("active", "activating", "paused", "disabled");
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor", "enabled", "status");

    private static final String GOING = " AND w.enabled AND w.disabled_reason IS NULL AND NOT w.paused";

    private static final String CHALLENGED = "EXISTS (SELECT 1 FROM webhook_challenges c WHERE c.webhook_id = w.id)";

    private final DatabaseClient database;

    WebhookList(DatabaseClient database) {
        this.database = database;
    }

    /** What a caller asks for. */
    record Filter(int limit, Optional<Cursor> cursor, Optional<Boolean> enabled, Optional<String> status) {
        static Filter read(MultiValueMap<String, String> parameters) {
            FieldErrors errors = new FieldErrors();
            Query query = new Query(parameters, PARAMETERS, errors);
            Filter filter =
                    new Filter(query.limit(), query.cursor(), query.flag("enabled"), query.choice("status", STATUSES));
            errors.throwIfAny();
            return filter;
        }

        private String condition() {
            StringBuilder condition =
                    new StringBuilder(" WHERE w.organization_id = :organization AND w.deleted_at IS NULL");
            enabled.ifPresent(flag -> condition.append(flag ? " AND w.enabled" : " AND NOT w.enabled"));
            status.ifPresent(name -> condition.append(
                    switch (name) {
                        case "active" -> GOING + " AND w.published_version >= w.version AND NOT " + CHALLENGED;
                        case "activating" -> GOING + " AND (w.published_version < w.version OR " + CHALLENGED + ")";
                        case "paused" -> " AND w.enabled AND w.disabled_reason IS NULL AND w.paused";
                        default -> " AND (NOT w.enabled OR w.disabled_reason IS NOT NULL)";
                    }));
            return condition.toString();
        }
    }

    Mono<Page<Counted>> page(OrganizationId organization, Filter filter) {
        return rows(organization, filter)
                .zipWith(
                        total(organization, filter),
                        (rows, total) -> Page.of(rows, filter.limit(), OptionalLong.of(total)));
    }

    /** Whether all deliveries of the organization are held, its own or everyone's. */
    Mono<Boolean> isEverythingPaused(OrganizationId organization) {
        return database.sql("""
                        SELECT paused OR (SELECT paused FROM delivery_switch) AS paused FROM organizations
                        WHERE id = :organization""")
                .bind("organization", organization.value())
                .map(row -> Rows.get(row, "paused", Boolean.class))
                .one()
                .defaultIfEmpty(false);
    }

    private Mono<List<Counted>> rows(OrganizationId organization, Filter filter) {
        String after = filter.cursor().isPresent() ? " AND (w.created_at, w.id) < (:at, :after)" : "";
        GenericExecuteSpec query = database.sql("SELECT " + WebhookRows.COLUMNS + ", " + WebhookRows.SHOWN
                        + " FROM webhooks w LEFT JOIN webhook_counters c ON c.webhook_id = w.id" + filter.condition()
                        + after + " ORDER BY w.created_at DESC, w.id DESC LIMIT :limit")
                .bind("organization", organization.value())
                .bind("limit", filter.limit() + 1);
        if (filter.cursor().isPresent()) {
            Cursor cursor = filter.cursor().get();
            query = query.bind("at", cursor.at()).bind("after", cursor.id());
        }
        return query.map(WebhookRows::counted).all().collectList();
    }

    private Mono<Long> total(OrganizationId organization, Filter filter) {
        return database.sql("SELECT count(*) AS n FROM webhooks w" + filter.condition())
                .bind("organization", organization.value())
                .map(row -> Rows.get(row, "n", Long.class))
                .one();
    }
}
