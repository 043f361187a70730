package dev.postrider.api.audit;

import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the audit log, and lets it forget. */
@Repository
class AuditLog {
    /** Few enough that nobody waits for the locks of a deletion. */
    private static final int FORGOTTEN_AT_ONCE = 5_000;

    private final DatabaseClient database;

    AuditLog(DatabaseClient database) {
        this.database = database;
    }

    /**
     * One row.
     *
     * @param organization null for what was done to everyone
     * @param changes JSON
     */
    record Entry(
            UUID id,
            Instant at,
            @Nullable String organization,
            String actorKind,
            String actor,
            @Nullable String actorId,
            String action,
            String subject,
            String changes,
            @Nullable String requestId,
            @Nullable String address) {}

    /**
     * Which rows.
     *
     * @param organization of this one only
     * @param actor the name, or the id of the key
     */
    record Filter(
            Optional<OrganizationId> organization,
            Optional<String> actor,
            Optional<AuditAction> action,
            Optional<String> subject,
            TimeRange range) {}

    /** The newest first. */
    Flux<Entry> list(Filter filter, Optional<Cursor> after, int limit) {
        StringBuilder where = new StringBuilder();
        Map<String, Object> values = new TreeMap<>();
        filter.organization().ifPresent(organization -> {
            where.append(" AND organization_id = :organization");
            values.put("organization", organization.value());
        });
        filter.actor().ifPresent(actor -> {
            where.append(" AND (actor = :actor OR actor_id = :actor)");
            values.put("actor", actor);
        });
        filter.action().ifPresent(action -> {
            where.append(" AND action = :action");
            values.put("action", action.text());
        });
        filter.subject().ifPresent(subject -> {
            where.append(" AND subject = :subject");
            values.put("subject", subject);
        });
        filter.range().from().ifPresent(from -> {
            where.append(" AND at >= :from");
            values.put("from", from);
        });
        filter.range().to().ifPresent(to -> {
            where.append(" AND at < :to");
            values.put("to", to);
        });
        after.ifPresent(place -> {
            where.append(" AND (at, id) < (:at, :id)");
            values.put("at", place.at());
            values.put("id", place.id());
        });
        GenericExecuteSpec query = database.sql(
                        "SELECT * FROM audit_log WHERE true" + where + " ORDER BY at DESC, id DESC LIMIT :limit")
                .bind("limit", limit);
        for (Map.Entry<String, Object> value : values.entrySet()) {
            query = query.bind(value.getKey(), value.getValue());
        }
        return query.map(AuditLog::entry).all();
    }

    /** Deletes some of the rows that are older; those that are left go with the next call. */
    Mono<Void> forgetBefore(Instant before) {
        return database.sql("""
                        DELETE FROM audit_log WHERE id IN (
                            SELECT id FROM audit_log WHERE at < :before ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED)""")
                .bind("before", before)
                .bind("limit", FORGOTTEN_AT_ONCE)
                .then();
    }

    private static Entry entry(Readable row) {
        return new Entry(
                Rows.get(row, "id", UUID.class),
                Rows.time(row, "at"),
                Rows.optional(row, "organization_id", String.class),
                Rows.get(row, "actor_kind", String.class),
                Rows.get(row, "actor", String.class),
                Rows.optional(row, "actor_id", String.class),
                Rows.get(row, "action", String.class),
                Rows.get(row, "subject", String.class),
                Rows.get(row, "changes", String.class),
                Rows.optional(row, "request_id", String.class),
                Rows.optional(row, "address", String.class));
    }
}
