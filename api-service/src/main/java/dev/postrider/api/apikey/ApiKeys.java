package dev.postrider.api.apikey;

import dev.postrider.api.access.Limits;
import dev.postrider.api.access.Role;
import dev.postrider.api.database.Rows;
import dev.postrider.api.organization.LimitColumns;
import dev.postrider.api.web.Cursor;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.Json;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of keys. */
@Repository
class ApiKeys {
    private static final String COLUMNS =
            "id, organization_id, name, role, prefix, requests_per_second, created_by, created_at,"
                    + " expires_at, last_used_at, revoked_at";

    private static final String VALID = """
            SELECT k.*, o.max_publish_per_second, o.max_event_bytes, o.max_webhooks, o.max_requests_per_second
            FROM api_keys k JOIN organizations o ON o.id = k.organization_id
            WHERE k.hash = :hash AND k.revoked_at IS NULL""";

    /** A later use that is written already stays. */
    private static final String USED = """
            UPDATE api_keys k SET last_used_at = greatest(k.last_used_at, u.at)
            FROM json_to_recordset($1::json) AS u(id uuid, at timestamptz) WHERE k.id = u.id""";

    private final DatabaseClient database;

    ApiKeys(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(ApiKey key, KeyHash hash) {
        return database.sql("""
                        INSERT INTO api_keys (id, organization_id, name, role, prefix, hash, requests_per_second, created_by,
                          created_at, expires_at)
                        VALUES (:id, :organization, :name, :role, :prefix, :hash, :requestsPerSecond, :createdBy,
                          :createdAt, :expiresAt)""")
                .bind("id", key.id())
                .bind("organization", key.organization().value())
                .bind("name", key.name())
                .bind("role", key.role().text())
                .bind("prefix", key.prefix())
                .bind("hash", ByteBuffer.wrap(hash.value()))
                .bind("createdBy", key.createdBy())
                .bind("createdAt", key.times().createdAt())
                .bind("requestsPerSecond", Parameters.in(R2dbcType.INTEGER, key.requestsPerSecond()))
                .bind(
                        "expiresAt",
                        Parameters.in(
                                R2dbcType.TIMESTAMP_WITH_TIME_ZONE, key.times().expiresAt()))
                .then();
    }

    /** A key that is not revoked, with the limits of its organization. It may be past its time. */
    record ValidKey(ApiKey key, Limits limits) {}

    Mono<ValidKey> valid(KeyHash hash) {
        return database.sql(VALID)
                .bind("hash", ByteBuffer.wrap(hash.value()))
                .map(row -> new ValidKey(key(row), LimitColumns.read(row)))
                .one();
    }

    Mono<ApiKey> find(OrganizationId organization, UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE id = :id AND organization_id = :organization")
                .bind("id", id)
                .bind("organization", organization.value())
                .map(ApiKeys::key)
                .one();
    }

    /** Notes when keys were used. */
    Mono<Void> used(Map<UUID, Instant> uses) {
        String rows = Json.writeText(json -> {
            json.writeStartArray();
            uses.forEach((id, at) -> {
                json.writeStartObject();
                json.writeStringProperty("id", id.toString());
                json.writeStringProperty("at", at.toString());
                json.writeEndObject();
            });
            json.writeEndArray();
        });
        return database.sql(USED).bind(0, rows).then();
    }

    /** Keys that were revoked in the time before now, by the database's clock. */
    Flux<KeyHash> revokedWithin(Duration time) {
        return database.sql(
                        "SELECT hash FROM api_keys WHERE revocation_noted_at > now() - :seconds * interval '1 second'")
                .bind("seconds", time.toSeconds())
                .map(row -> hash(Rows.get(row, "hash", ByteBuffer.class)))
                .all();
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
                        UPDATE api_keys k SET revoked_at = coalesce(k.revoked_at, :now), revocation_noted_at = now()
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
                Rows.optional(row, "requests_per_second", Integer.class),
                Rows.get(row, "created_by", String.class),
                new ApiKey.Times(
                        Rows.time(row, "created_at"),
                        Rows.optionalTime(row, "expires_at"),
                        Rows.optionalTime(row, "last_used_at"),
                        Rows.optionalTime(row, "revoked_at")));
    }
}
