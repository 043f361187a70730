package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.secret.RowVault;
import dev.postrider.api.secret.SealedColumn;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.VerifyingKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of keys, secrets among them. What changes keys does so while the webhook's row is locked, so that its rotations come
 * one after the other.
 */
@Repository
class KeyTable {
    private static final String CIPHER_SEALED = "sealed";

    private static final String PUBLIC_KEYS = """
            SELECT s.public_key, s.expires_at FROM webhook_secrets s JOIN webhooks w ON w.id = s.webhook_id
            WHERE s.public_key IS NOT NULL AND (s.expires_at IS NULL OR s.expires_at > :now) AND w.deleted_at IS NULL AND\s""";

    private final DatabaseClient database;
    private final RowVault vault;

    KeyTable(DatabaseClient database, RowVault vault) {
        this.database = database;
        this.vault = vault;
    }

    /**
     * How many keys of one kind sign.
     *
     * @param nextExpiry when the first of them expires; null if none does
     */
    record Live(long count, @Nullable Instant nextExpiry) {}

    Mono<Live> live(WebhookId webhook, KeyKind kind, Instant now) {
        return database.sql("""
                        SELECT count(*) AS n, min(expires_at) AS next FROM webhook_secrets
                        WHERE webhook_id = :webhook AND kind = :kind AND (expires_at IS NULL OR expires_at > :now)""")
                .bind("webhook", webhook.value())
                .bind("kind", kind.text())
                .bind("now", now)
                .map(row -> new Live(Rows.get(row, "n", Long.class), Rows.optionalTime(row, "next")))
                .one();
    }

    /** The first keys of a webhook, none of which expires. */
    Mono<Void> addAll(WebhookId webhook, WebhookKeys keys, Instant now) {
        return Flux.concat(
                        Flux.fromIterable(keys.secrets()).concatMap(secret -> add(webhook, secret.key(), now)),
                        Flux.fromIterable(keys.keys()).concatMap(key -> add(webhook, key.key(), now)))
                .then();
    }

    /** Makes this the newest secret. */
    Mono<Void> add(WebhookId webhook, SigningSecret secret, Instant now) {
        return add(webhook, KeyKind.HMAC, secret.value(), null, now);
    }

    /** Makes this the newest Ed25519 key. */
    Mono<Void> add(WebhookId webhook, SigningKey key, Instant now) {
        return add(webhook, KeyKind.ED25519, key.text(), key.publicKey(), now);
    }

    private Mono<Void> add(
            WebhookId webhook, KeyKind kind, String value, @Nullable VerifyingKey publicKey, Instant now) {
        GenericExecuteSpec insert = database.sql("""
                        INSERT INTO webhook_secrets (webhook_id, generation, kind, cipher, secret, public_key, created_at)
                        SELECT :webhook, coalesce(max(generation), 0) + 1, :kind, :cipher, :value, :publicKey, :now
                        FROM webhook_secrets WHERE webhook_id = :webhook""")
                .bind("webhook", webhook.value())
                .bind("kind", kind.text())
                .bind("cipher", CIPHER_SEALED)
                .bind("value", vault.seal(webhook, SealedColumn.SECRET, value))
                .bind("now", now);
        return (publicKey == null
                        ? insert.bindNull("publicKey", String.class)
                        : insert.bind("publicKey", publicKey.text()))
                .then();
    }

    /** Lets the newest key of a kind sign until then. Those before it expire as they were told to. */
    Mono<Void> expireNewest(WebhookId webhook, KeyKind kind, Instant at) {
        return database.sql("""
                        UPDATE webhook_secrets SET expires_at = :at
                        WHERE webhook_id = :webhook AND kind = :kind AND expires_at IS NULL""")
                .bind("at", at)
                .bind("webhook", webhook.value())
                .bind("kind", kind.text())
                .then();
    }

    /** Takes all keys of a kind away. */
    Mono<Void> removeAll(WebhookId webhook, KeyKind kind) {
        return database.sql("DELETE FROM webhook_secrets WHERE webhook_id = :webhook AND kind = :kind")
                .bind("webhook", webhook.value())
                .bind("kind", kind.text())
                .then();
    }

    /** The public keys that verify a webhook's requests, the newest first; none of a webhook that does not exist. */
    Flux<PublicKey> publicKeys(WebhookId webhook, Instant now) {
        return publicKeys(database.sql(PUBLIC_KEYS + "w.id = :webhook ORDER BY s.generation DESC")
                .bind("webhook", webhook.value())
                .bind("now", now));
    }

    /** Those of all webhooks of an organization, the newest first. */
    Flux<PublicKey> publicKeys(OrganizationId organization, Instant now, int limit) {
        return publicKeys(
                database.sql(PUBLIC_KEYS + "w.organization_id = :organization ORDER BY s.created_at DESC LIMIT :limit")
                        .bind("organization", organization.value())
                        .bind("limit", limit)
                        .bind("now", now));
    }

    private static Flux<PublicKey> publicKeys(GenericExecuteSpec select) {
        return select.map(row -> new PublicKey(
                        new VerifyingKey(Rows.get(row, "public_key", String.class)),
                        Rows.optionalTime(row, "expires_at")))
                .all();
    }

    /** Takes away the keys of some webhooks that have expired. The webhooks have a next version then, which is to be published. */
    Mono<Void> removeExpired(Instant now, int limit) {
        return database.sql("""
                        WITH due AS (
                            SELECT id FROM webhooks WHERE id IN (
                                SELECT webhook_id FROM webhook_secrets WHERE expires_at <= :now
                                ORDER BY expires_at LIMIT :limit)
                            FOR NO KEY UPDATE SKIP LOCKED),
                        gone AS (
                            DELETE FROM webhook_secrets s USING due WHERE s.webhook_id = due.id AND s.expires_at <= :now)
                        UPDATE webhooks w SET version = w.version + 1 FROM due WHERE w.id = due.id""").bind("now", now).bind("limit", limit).then();
    }
}
