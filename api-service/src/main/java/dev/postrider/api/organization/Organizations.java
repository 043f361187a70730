package dev.postrider.api.organization;

import dev.postrider.api.access.Limits;
import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.OrganizationState;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of organizations. */
@Repository
class Organizations {
    private static final String COLUMNS =
            "id, name, created_at, paused, shadow, strict_event_types, challenge_webhooks, max_publish_per_second, max_event_bytes,"
                    + " max_webhooks, max_requests_per_second, payload_days, published_version >= version AS published";

    private final DatabaseClient database;

    Organizations(DatabaseClient database) {
        this.database = database;
    }

    /** Whether the organization was new; one with this id stays as it is. */
    Mono<Boolean> insert(Organization organization) {
        return bind(organization, database.sql("""
                                INSERT INTO organizations (id, name, created_at, shadow, strict_event_types,
                                  challenge_webhooks, max_publish_per_second, max_event_bytes, max_webhooks,
                                  max_requests_per_second, payload_days)
                                VALUES (:id, :name, :createdAt, :shadow, :strict, :challenges, :publishPerSecond,
                                  :eventBytes, :webhooks, :requestsPerSecond, :payloadDays)
                                ON CONFLICT (id) DO NOTHING""").bind("createdAt", organization.createdAt()))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /**
     * Writes what may be changed of it, as its next version where the dispatcher must know it. The row stays locked, so that
     * nothing is made by the settings before.
     */
    Mono<Void> update(Organization organization) {
        return bind(organization, database.sql("""
                        UPDATE organizations SET name = :name, challenge_webhooks = :challenges,
                          max_publish_per_second = :publishPerSecond, max_event_bytes = :eventBytes,
                          max_webhooks = :webhooks, max_requests_per_second = :requestsPerSecond,
                          payload_days = :payloadDays, shadow = :shadow, strict_event_types = :strict,
                          version = version + CASE WHEN shadow = :shadow AND strict_event_types = :strict THEN 0 ELSE 1 END
                        WHERE id = :id""")).then();
    }

    private static GenericExecuteSpec bind(Organization organization, GenericExecuteSpec statement) {
        Limits limits = organization.settings().limits();
        return statement
                .bind("id", organization.id().value())
                .bind("name", organization.name())
                .bind("shadow", organization.state().shadow())
                .bind("strict", organization.state().strict())
                .bind("challenges", organization.settings().challengesWebhooks())
                .bind("publishPerSecond", Parameters.in(R2dbcType.INTEGER, limits.publishPerSecond()))
                .bind("eventBytes", Parameters.in(R2dbcType.INTEGER, limits.eventBytes()))
                .bind("webhooks", Parameters.in(R2dbcType.INTEGER, limits.webhooks()))
                .bind("requestsPerSecond", Parameters.in(R2dbcType.INTEGER, limits.requestsPerSecond()))
                .bind(
                        "payloadDays",
                        Parameters.in(R2dbcType.INTEGER, organization.settings().payloadDays()));
    }

    /** Locks the row. Within a transaction. */
    Mono<Organization> lock(OrganizationId id) {
        return database.sql("SELECT " + COLUMNS + " FROM organizations WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id.value())
                .map(Organizations::organization)
                .one();
    }

    /** Makes the next version of the organization, unless it stands so already or is not there. */
    Mono<Boolean> pause(OrganizationId id, boolean paused) {
        return database.sql("""
                        UPDATE organizations SET paused = :paused, version = version + 1
                        WHERE id = :id AND paused <> :paused""")
                .bind("paused", paused)
                .bind("id", id.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Empty if there is no such organization. */
    Mono<Limits> limits(OrganizationId id) {
        return database.sql("SELECT " + LimitColumns.NAMES + " FROM organizations WHERE id = :id")
                .bind("id", id.value())
                .map(LimitColumns::read)
                .one();
    }

    Mono<Organization> find(OrganizationId id) {
        return database.sql("SELECT " + COLUMNS + " FROM organizations WHERE id = :id")
                .bind("id", id.value())
                .map(Organizations::organization)
                .one();
    }

    /** In order of their ids. */
    Flux<Organization> list(Optional<String> after, int limit) {
        return database.sql("SELECT " + COLUMNS + " FROM organizations WHERE id COLLATE \"C\" > :after"
                        + " ORDER BY id COLLATE \"C\" LIMIT :limit")
                .bind("after", after.orElse(""))
                .bind("limit", limit)
                .map(Organizations::organization)
                .all();
    }

    private static Organization organization(Readable row) {
        return new Organization(
                new OrganizationId(Rows.get(row, "id", String.class)),
                Rows.get(row, "name", String.class),
                Rows.time(row, "created_at"),
                state(row),
                new Organization.Settings(
                        Rows.get(row, "challenge_webhooks", Boolean.class),
                        LimitColumns.read(row),
                        Rows.optional(row, "payload_days", Integer.class)),
                Rows.get(row, "published", Boolean.class));
    }

    /** What the dispatcher must know, of a row that has {@code paused}, {@code shadow} and {@code strict_event_types}. */
    static OrganizationState state(Readable row) {
        return new OrganizationState(
                Rows.get(row, "paused", Boolean.class),
                Rows.get(row, "shadow", Boolean.class),
                Rows.get(row, "strict_event_types", Boolean.class));
    }
}
