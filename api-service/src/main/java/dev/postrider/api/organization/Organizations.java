package dev.postrider.api.organization;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of organizations. */
@Repository
class Organizations {
    private static final String COLUMNS =
            "id, name, created_at, paused, challenge_webhooks, published_version >= version AS published";

    private final DatabaseClient database;

    Organizations(DatabaseClient database) {
        this.database = database;
    }

    /** Whether the organization was new; one with this id stays as it is. */
    Mono<Boolean> insert(Organization organization) {
        return database.sql("""
                        INSERT INTO organizations (id, name, created_at, challenge_webhooks)
                        VALUES (:id, :name, :createdAt, :challenges)
                        ON CONFLICT (id) DO NOTHING""")
                .bind("id", organization.id().value())
                .bind("name", organization.name())
                .bind("createdAt", organization.createdAt())
                .bind("challenges", organization.challengesWebhooks())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Changes what the dispatcher need not know. The row stays locked, so that no webhook is made by the setting before. */
    Mono<Void> update(Organization organization) {
        return database.sql("UPDATE organizations SET name = :name, challenge_webhooks = :challenges WHERE id = :id")
                .bind("name", organization.name())
                .bind("challenges", organization.challengesWebhooks())
                .bind("id", organization.id().value())
                .then();
    }

    /** Locks the row. Within a transaction. */
    Mono<Organization> lock(OrganizationId id) {
        return database.sql("SELECT " + COLUMNS + " FROM organizations WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id.value())
                .map(Organizations::organization)
                .one();
    }

    /** Commits the next version of the organization, unless it stands so already or is not there. */
    Mono<Void> pause(OrganizationId id, boolean paused) {
        return database.sql("""
                        UPDATE organizations SET paused = :paused, version = version + 1
                        WHERE id = :id AND paused <> :paused""").bind("paused", paused).bind("id", id.value()).then();
    }

    Mono<Boolean> exists(OrganizationId id) {
        return database.sql("SELECT EXISTS (SELECT 1 FROM organizations WHERE id = :id) AS found")
                .bind("id", id.value())
                .map(row -> Rows.get(row, "found", Boolean.class))
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
                Rows.get(row, "paused", Boolean.class),
                Rows.get(row, "challenge_webhooks", Boolean.class),
                Rows.get(row, "published", Boolean.class));
    }
}
