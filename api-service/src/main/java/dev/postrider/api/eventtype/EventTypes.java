package dev.postrider.api.eventtype;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Problem;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of event types. */
@Repository
class EventTypes {
    static final String COLUMNS = "organization_id, type, category, description, schema, example, deprecated, validate,"
            + " created_by, created_at, updated_at, published_version >= version AS published";

    /** Fields that change by themselves. */
    private static final Set<String> UNTOLD = Set.of("status", "created_by", "created_at", "updated_at");

    static final String ONE = " WHERE organization_id = :organization AND type = :type";

    /** Who made it, and when, stays. One that was deleted is made anew. */
    private static final String SAVE = """
            INSERT INTO event_types AS t (organization_id, type, category, description, schema, example, deprecated, validate,
                created_by, created_at, updated_at)
            VALUES (:organization, :type, :category, :description, :schema, :example, :deprecated, :validate,
                :by, :now, :now)
            ON CONFLICT (organization_id, type) DO UPDATE SET
                category = excluded.category, description = excluded.description, schema = excluded.schema,
                example = excluded.example, deprecated = excluded.deprecated, validate = excluded.validate,
                created_by = CASE WHEN t.deleted_at IS NULL THEN t.created_by ELSE excluded.created_by END,
                created_at = CASE WHEN t.deleted_at IS NULL THEN t.created_at ELSE excluded.created_at END,
                updated_at = excluded.updated_at, deleted_at = NULL, version = t.version + 1
            RETURNING\s""" + COLUMNS;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final EventTypeSettings settings;
    private final Audit audit;

    EventTypes(DatabaseClient database, TransactionalOperator transactions, EventTypeSettings settings, Audit audit) {
        this.database = database;
        this.transactions = transactions;
        this.settings = settings;
        this.audit = audit;
    }

    /** Whether a type was new, and how it stands now. */
    record Saved(StoredType type, boolean isNew) {}

    private record Room(long types, long schemaBytes) {}

    /**
     * Commits a type.
     *
     * @param replace whether one that is there is replaced; otherwise that is a 409 problem
     */
    Mono<Saved> save(Caller caller, StoredType type, boolean replace) {
        return transactions.transactional(lock(type.organization())
                .then(Mono.defer(() -> find(type.organization(), type.type())))
                .singleOptional()
                .flatMap(before -> before.isPresent() && !replace
                        ? Mono.error(Problem.conflict("The organization has an event type " + type.type()
                                        + " already; PUT replaces it.")
                                .toException())
                        : requireRoom(type, before)
                                .then(Mono.defer(() -> upsert(type)))
                                .flatMap(after ->
                                        note(caller, before, after).thenReturn(new Saved(after, before.isEmpty())))));
    }

    private Mono<Void> note(Caller caller, Optional<StoredType> before, StoredType after) {
        Change change = before.map(
                        old -> Change.between(json -> TypeJson.write(json, old), json -> TypeJson.write(json, after)))
                .orElseGet(() -> Change.created(json -> TypeJson.write(json, after)))
                .without(UNTOLD);
        AuditAction action = before.isEmpty() ? AuditAction.EVENT_TYPE_CREATED : AuditAction.EVENT_TYPE_UPDATED;
        return change.isEmpty()
                ? Mono.empty()
                : audit.record(caller, action, after.type().value(), change);
    }

    /** One change of an organization's types at a time, so that the limits hold. */
    private Mono<Void> lock(OrganizationId organization) {
        return database.sql("SELECT 1 FROM organizations WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", organization.value())
                .fetch()
                .one()
                .then();
    }

    private Mono<Void> requireRoom(StoredType type, Optional<StoredType> before) {
        return database.sql("SELECT count(*) AS types, coalesce(sum(octet_length(schema)), 0)::bigint AS bytes"
                        + " FROM event_types WHERE organization_id = :organization AND deleted_at IS NULL"
                        + " AND type <> :type")
                .bind("organization", type.organization().value())
                .bind("type", type.type().value())
                .map(row -> new Room(Rows.get(row, "types", Long.class), Rows.get(row, "bytes", Long.class)))
                .one()
                .flatMap(room -> requireRoom(type, before, room));
    }

    private Mono<Void> requireRoom(StoredType type, Optional<StoredType> before, Room others) {
        if (before.isEmpty() && others.types() >= settings.maxPerOrganization()) {
            return Mono.error(Problem.conflict("The organization has " + others.types()
                            + " event types, as many as are allowed; delete one first.")
                    .toException());
        }
        long max = settings.maxSchemaSize().toBytes();
        RawJson schema = type.schema();
        if (schema != null && others.schemaBytes() + schema.length() > max) {
            return Mono.error(Problem.conflict("The schemas of the organization would be "
                            + (others.schemaBytes() + schema.length()) + " bytes together, " + max + " are allowed.")
                    .toException());
        }
        return Mono.empty();
    }

    private Mono<StoredType> upsert(StoredType type) {
        return text(
                        text(one(database.sql(SAVE), type.organization(), type.type()), "schema", type.schema()),
                        "example",
                        type.example())
                .bind("category", type.category())
                .bind("description", type.description())
                .bind("deprecated", type.deprecated())
                .bind("validate", type.validate())
                .bind("by", type.createdBy())
                .bind("now", type.updatedAt())
                .map(EventTypes::read)
                .one();
    }

    private static DatabaseClient.GenericExecuteSpec text(
            DatabaseClient.GenericExecuteSpec statement, String name, @Nullable RawJson json) {
        return json == null ? statement.bindNull(name, String.class) : statement.bind(name, json.text());
    }

    /** Marks a type as deleted; whether there was one. */
    Mono<Boolean> delete(Caller caller, EventType type, Instant now) {
        return transactions.transactional(one(
                        database.sql(
                                "UPDATE event_types SET deleted_at = :now, updated_at = :now, version = version + 1"
                                        + ONE + " AND deleted_at IS NULL"),
                        caller.organization(),
                        type)
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 1
                        ? audit.record(caller, AuditAction.EVENT_TYPE_DELETED, type.value(), Change.NONE)
                                .thenReturn(true)
                        : Mono.just(false)));
    }

    Mono<StoredType> find(OrganizationId organization, EventType type) {
        return one(
                        database.sql("SELECT " + COLUMNS + " FROM event_types" + ONE + " AND deleted_at IS NULL"),
                        organization,
                        type)
                .map(EventTypes::read)
                .one();
    }

    /**
     * In the order of their names.
     *
     * @param after the name behind which to begin
     */
    Flux<StoredType> list(
            OrganizationId organization,
            Optional<String> category,
            Optional<Boolean> deprecated,
            Optional<String> after,
            int limit) {
        StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM event_types"
                + " WHERE organization_id = :organization AND deleted_at IS NULL AND type COLLATE \"C\" > :after");
        category.ifPresent(_ -> sql.append(" AND category = :category"));
        deprecated.ifPresent(_ -> sql.append(" AND deprecated = :deprecated"));
        DatabaseClient.GenericExecuteSpec query = database.sql(
                        sql.append(" ORDER BY type COLLATE \"C\" LIMIT :limit").toString())
                .bind("organization", organization.value())
                .bind("after", after.orElse(""))
                .bind("limit", limit);
        if (category.isPresent()) {
            query = query.bind("category", category.get());
        }
        if (deprecated.isPresent()) {
            query = query.bind("deprecated", deprecated.get());
        }
        return query.map(EventTypes::read).all();
    }

    static DatabaseClient.GenericExecuteSpec one(
            DatabaseClient.GenericExecuteSpec statement, OrganizationId organization, EventType type) {
        return statement.bind("organization", organization.value()).bind("type", type.value());
    }

    static StoredType read(Readable row) {
        return new StoredType(
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                new EventType(Rows.get(row, "type", String.class)),
                Rows.get(row, "category", String.class),
                Rows.get(row, "description", String.class),
                json(row, "schema"),
                json(row, "example"),
                Rows.get(row, "deprecated", Boolean.class),
                Rows.get(row, "validate", Boolean.class),
                Rows.get(row, "created_by", String.class),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.get(row, "published", Boolean.class));
    }

    private static @Nullable RawJson json(Readable row, String column) {
        @Nullable String text = Rows.optional(row, column, String.class);
        return text == null ? null : RawJson.of(text);
    }
}
