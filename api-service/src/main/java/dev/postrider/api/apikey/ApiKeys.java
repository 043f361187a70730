package dev.postrider.api.apikey;

import dev.postrider.api.access.Role;
import dev.postrider.api.database.Rows;
import dev.postrider.api.web.Cursor;
import dev.postrider.common.id.OrganizationId;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of keys. */
@Repository
class ApiKeys {
    private static final String COLUMNS = "id, organization_id, name, role, prefix, created_by, created_at, revoked_at";

    private final DatabaseClient database;

    ApiKeys(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(ApiKey key, KeyHash hash) {
        return database.sql("""
                        INSERT INTO api_keys (id, organization_id, name, role, prefix, hash, created_by, created_at)
                        VALUES (:id, :organization, :name, :role, :prefix, :hash, :createdBy, :createdAt)""")
                .bind("id", key.id())
                .bind("organization", key.organization().value())
                .bind("name", key.name())
                .bind("role", key.role().text())
                .bind("prefix", key.prefix())
                .bind("hash", ByteBuffer.wrap(hash.value()))
                .bind("createdBy", key.createdBy())
                .bind("createdAt", key.createdAt())
                .then();
    }

    /** The key with this hash, if it is not revoked. */
    Mono<ApiKey> valid(KeyHash hash) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE hash = :hash AND revoked_at IS NULL")
                .bind("hash", ByteBuffer.wrap(hash.value()))
                .map(ApiKeys::key)
                .one();
    }

    /** The oldest first, revoked ones among them. */
    Flux<ApiKey> list(OrganizationId organization, Optional<Cursor> after, int limit) {
        String where = after.isPresent() ? " AND (created_at, id) > (:at, :id)" : "";
        DatabaseClient.GenericExecuteSpec query = database.sql("SELECT " + COLUMNS
                        + " FROM api_keys WHERE organization_id = :organization" + where
                        + " ORDER BY created_at, id LIMIT :limit")
                .bind("organization", organization.value())
                .bind("limit", limit);
        if (after.isPresent()) {
            query = query.bind("at", after.get().at()).bind("id", after.get().id());
        }
        return query.map(ApiKeys::key).all();
    }

    /**
     * A key that is revoked.
     *
     * @param isNew whether it was not before
     */
    record Revoked(KeyHash hash, boolean isNew) {}

    /** Revokes a key of the organization. Empty if it has none with this id. A key revoked before stays as it is. */
    Mono<Revoked> revoke(OrganizationId organization, UUID id, Instant now) {
        return database.sql("""
                        UPDATE api_keys k SET revoked_at = coalesce(k.revoked_at, :now)
                        FROM (SELECT id, revoked_at FROM api_keys
                            WHERE id = :id AND organization_id = :organization FOR NO KEY UPDATE) AS before
                        WHERE k.id = before.id RETURNING k.hash, before.revoked_at IS NULL AS is_new""")
                .bind("now", now)
                .bind("id", id)
                .bind("organization", organization.value())
                .map(row -> new Revoked(
                        hash(Rows.get(row, "hash", ByteBuffer.class)), Rows.get(row, "is_new", Boolean.class)))
                .one();
    }

    private static KeyHash hash(ByteBuffer bytes) {
        byte[] value = new byte[bytes.remaining()];
        bytes.get(value);
        return new KeyHash(value);
    }

    private static ApiKey key(Readable row) {
        return new ApiKey(
                Rows.get(row, "id", UUID.class),
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                Rows.get(row, "name", String.class),
                Role.parse(Rows.get(row, "role", String.class)),
                Rows.get(row, "prefix", String.class),
                Rows.get(row, "created_by", String.class),
                Rows.time(row, "created_at"),
                Rows.optionalTime(row, "revoked_at"));
    }
}
