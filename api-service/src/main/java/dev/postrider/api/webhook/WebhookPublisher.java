package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.matching.PublishedVersion;
import dev.postrider.api.matching.PublishedVersions;
import dev.postrider.api.publication.PublishedTable;
import dev.postrider.api.secret.RowVault;
import dev.postrider.api.secret.SealedRecords;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts webhooks on their topic, for all organizations. */
@Component
class WebhookPublisher implements PublishedTable, SealedRecords {
    /** The longest time that a delivery may go on is 7 days; until then the dispatcher must know that its webhook is gone. */
    private static final Duration DELETED_FOR = Duration.ofDays(8);

    private static final int MAX_FORGOTTEN_AT_ONCE = 100;

    /** Whose record another key sealed, or none. One that was never published is published by who made it. */
    private static final String OTHERS = "w.published_key IS DISTINCT FROM :key AND w.published_version > 0";

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final RecordProducer producer;
    private final Topics topics;
    private final Seal seal;
    private final RowVault vault;
    private final KeyTable keys;
    private final PublishedVersions versions;
    private final InstantSource clock;

    WebhookPublisher(
            DatabaseClient database,
            TransactionalOperator transactions,
            RecordProducer producer,
            Topics topics,
            Seal seal,
            RowVault vault,
            KeyTable keys,
            PublishedVersions versions,
            InstantSource clock) {
        this.database = database;
        this.transactions = transactions;
        this.producer = producer;
        this.topics = topics;
        this.seal = seal;
        this.vault = vault;
        this.keys = keys;
        this.versions = versions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Mono<Void> publish(String key) {
        return publish(UUID.fromString(key), "w.published_version < w.version");
    }

    @Override
    public Mono<Void> publishAgain(UUID webhook) {
        return publish(webhook, OTHERS);
    }

    /**
     * Publishes the row if the condition still holds, once it is locked. What belongs to it in other tables is read by a second
     * statement: one that has waited for the lock sees only the row itself as it is by then.
     */
    private Mono<Void> publish(UUID id, String condition) {
        GenericExecuteSpec lock = database.sql(
                        "SELECT w.id FROM webhooks w WHERE w.id = :id AND " + condition + " FOR NO KEY UPDATE")
                .bind("id", id);
        return transactions.transactional((condition.equals(OTHERS) ? lock.bind("key", vault.currentKey()) : lock)
                .map(row -> Rows.get(row, "id", UUID.class))
                .one()
                .flatMap(this::locked)
                .flatMap(row -> producer.send(WebhookCodec.encode(topics, row.webhook(), seal))
                        .flatMap(record -> setPublished(row.shown(), record.offset()))));
    }

    /** A row as the dispatcher gets it, and as its owner sees it. */
    private record Row(StoredWebhook shown, Webhook webhook) {}

    private Mono<Row> locked(UUID id) {
        return database.sql("SELECT " + WebhookRows.COLUMNS + ", " + WebhookRows.SECRETS
                        + " FROM webhooks w WHERE w.id = :id")
                .bind("id", id)
                .map(this::read)
                .one();
    }

    /** Nobody needs the secrets of a webhook that gets no deliveries, so they need not open either: it can always be switched off. */
    private Row read(Readable row) {
        StoredWebhook shown = WebhookRows.shown(row);
        return new Row(
                shown,
                shown.state().isMatched()
                        ? WebhookRows.webhook(row, vault).toWebhook(WebhookRows.keys(row, vault))
                        : shown.toWebhook(WebhookKeys.NONE));
    }

    /** Notes that the topic has it, and what fan-out sees from its record on. */
    private Mono<Void> setPublished(StoredWebhook webhook, long offset) {
        PublishedVersion version = new PublishedVersion(
                webhook.id(),
                webhook.organization(),
                webhook.version(),
                webhook.draft().name(),
                webhook.draft().events(),
                webhook.state(),
                webhook.isChallenged());
        return setPublished(webhook.id().value(), webhook.version())
                .then(versions.add(version, offset, clock.instant()));
    }

    private Mono<Void> setPublished(UUID id, long version) {
        return database.sql("UPDATE webhooks SET published_version = :version, published_key = :key WHERE id = :id")
                .bind("version", version)
                .bind("key", vault.currentKey())
                .bind("id", id)
                .then();
    }

    @Override
    public Mono<Long> countOthers(String key) {
        return database.sql("SELECT count(*) AS n FROM webhooks w WHERE " + OTHERS)
                .bind("key", key)
                .map(row -> Rows.get(row, "n", Long.class))
                .one();
    }

    @Override
    public Flux<UUID> others(String key, UUID after, int limit) {
        return database.sql("SELECT id FROM webhooks w WHERE " + OTHERS + " AND w.id > :after ORDER BY id LIMIT :limit")
                .bind("key", key)
                .bind("after", after)
                .bind("limit", limit)
                .map(row -> Rows.get(row, "id", UUID.class))
                .all();
    }

    @Override
    public Flux<String> lagging(Duration since, int limit) {
        return database.sql("""
                        SELECT id FROM webhooks WHERE published_version < version AND updated_at < :before
                        ORDER BY updated_at LIMIT :limit""")
                .bind("before", clock.instant().minus(since))
                .bind("limit", limit)
                .map(row -> Rows.get(row, "id", UUID.class).toString())
                .all();
    }

    private record Versions(UUID id, long version, long published) {}

    @Override
    public Mono<Long> compare(Map<String, Long> onTopic) {
        return database.sql("SELECT id, version, published_version FROM webhooks")
                .map(row -> new Versions(
                        Rows.get(row, "id", UUID.class),
                        Rows.get(row, "version", Long.class),
                        Rows.get(row, "published_version", Long.class)))
                .all()
                .mapNotNull(row -> correction(row, onTopic.remove(row.id().toString())))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::correct)
                .reduce(0L, Long::sum);
    }

    /** The versions that make a row be published again; null where the topic has what was published. */
    private static @Nullable Versions correction(Versions row, @Nullable Long onTopic) {
        if (onTopic != null && onTopic > row.version()) {
            // The table was restored from a backup. The dispatcher must not take its state for an older one.
            return new Versions(row.id(), onTopic + 1, 0);
        }
        return onTopic == null || onTopic < row.published() ? new Versions(row.id(), row.version(), 0) : null;
    }

    private Mono<Long> correct(Versions versions) {
        return database.sql("""
                        UPDATE webhooks SET version = greatest(version, :version), published_version = :published
                        WHERE id = :id""")
                .bind("version", versions.version())
                .bind("published", versions.published())
                .bind("id", versions.id())
                .fetch()
                .rowsUpdated();
    }

    /** Takes away keys that expired, and deleted webhooks whose records nobody needs any more. */
    @Override
    public Mono<Void> forgetDeleted() {
        return keys.removeExpired(clock.instant(), MAX_FORGOTTEN_AT_ONCE).then(forgetDeletedWebhooks());
    }

    private Mono<Void> forgetDeletedWebhooks() {
        return database.sql("""
                        SELECT id FROM webhooks WHERE deleted_at < :before AND published_version >= version
                        ORDER BY deleted_at LIMIT :limit""")
                .bind("before", clock.instant().minus(DELETED_FOR))
                .bind("limit", MAX_FORGOTTEN_AT_ONCE)
                .map(row -> Rows.get(row, "id", UUID.class))
                .all()
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(id -> producer.send(WebhookCodec.tombstone(topics, new WebhookId(id)))
                        .then(remove(id)))
                .then();
    }

    /** Last of all: a tombstone without its row is done with, a row without its record would be published again. */
    private Mono<Void> remove(UUID id) {
        return database.sql("DELETE FROM webhooks WHERE id = :id")
                .bind("id", id)
                .then();
    }
}
