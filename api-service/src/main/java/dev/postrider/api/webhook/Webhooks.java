package dev.postrider.api.webhook;

import dev.postrider.api.database.Rows;
import dev.postrider.api.secret.RowVault;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.Problem;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of webhooks. Every query names the organization; deleted rows are invisible here. */
@Repository
class Webhooks {
    private static final String MINE =
            " WHERE w.id = :id AND w.organization_id = :organization AND w.deleted_at IS NULL";

    private final DatabaseClient database;
    private final RowVault vault;

    Webhooks(DatabaseClient database, RowVault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** A webhook with what signs its requests. */
    record WithKeys(StoredWebhook webhook, WebhookKeys keys) {
        Webhook toWebhook() {
            return webhook.toWebhook(keys);
        }
    }

    /** Locks the organization against other inserts, and counts. Within a transaction. */
    Mono<Occupancy> lockAndCount(OrganizationId organization) {
        return database.sql("SELECT max_webhooks FROM organizations WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", organization.value())
                .map(row -> Optional.ofNullable(Rows.optional(row, "max_webhooks", Integer.class)))
                .one()
                .flatMap(max -> count(organization).map(count -> new Occupancy(count, max)));
    }

    /**
     * How many webhooks an organization has.
     *
     * @param max how many it may have; empty for as many as the installation allows
     */
    record Occupancy(long count, Optional<Integer> max) {}

    /**
     * Holds the organization's settings as they stand until the transaction ends. Before any lock on a webhook, as who changes
     * the settings goes on to the webhooks.
     */
    Mono<Void> holdSettings(OrganizationId organization) {
        return database.sql("SELECT id FROM organizations WHERE id = :id FOR SHARE")
                .bind("id", organization.value())
                .fetch()
                .one()
                .then();
    }

    Mono<Void> insert(StoredWebhook webhook) {
        GenericExecuteSpec insert =
                database.sql("""
                        INSERT INTO webhooks (id, organization_id, url, events, name, description, external_id, enabled, headers,
                            headers_sealed, access_shown, access_sealed, metadata, timeout_seconds, retry, signatures, rate_limit_per_second, max_concurrency, ordered, propagate_trace,
                            auto_disable_enabled, auto_disable_after_seconds, auto_disable_failures, auto_disable_probe,
                            created_by, created_at, updated_at, version, published_version)
                        VALUES (:id, :organization, :url, :events, :name, :description, :externalId, :enabled,
                            CAST(:headers AS json), :headersSealed, CAST(:accessShown AS json), :accessSealed, CAST(:metadata AS json), :timeout, CAST(:retry AS json), CAST(:signatures AS json),
                            :rate, :concurrency, :ordered, :propagateTrace, :autoDisable, :disableAfter, :disableFailures, :probe,
                            :createdBy, :createdAt, :updatedAt, :version, 0)""").bind("createdBy", webhook.createdBy()).bind("createdAt", webhook.createdAt());
        return bindChange(insert, webhook).then().onErrorMap(DuplicateKeyException.class, _ -> taken(webhook));
    }

    Mono<Void> update(StoredWebhook webhook) {
        GenericExecuteSpec update = database.sql("""
                        UPDATE webhooks SET url = :url, events = :events, name = :name, description = :description, external_id = :externalId,
                            enabled = :enabled, headers = CAST(:headers AS json), headers_sealed = :headersSealed,
                            access_shown = CAST(:accessShown AS json), access_sealed = :accessSealed, metadata = CAST(:metadata AS json),
                            timeout_seconds = :timeout, retry = CAST(:retry AS json), signatures = CAST(:signatures AS json),
                            rate_limit_per_second = :rate, max_concurrency = :concurrency, ordered = :ordered, propagate_trace = :propagateTrace,
                            auto_disable_enabled = :autoDisable, auto_disable_after_seconds = :disableAfter,
                            auto_disable_failures = :disableFailures, auto_disable_probe = :probe, disabled_reason = :disabledReason,
                            disabled_at = :disabledAt, judged_from = :judgedFrom,
                            paused = :paused, updated_at = :updatedAt, version = :version, cancel_before = :cancelBefore
                        WHERE id = :id AND organization_id = :organization""");
        return bindChange(
                        bindStanding(bind(update, "cancelBefore", webhook.cancelBefore(), Instant.class), webhook),
                        webhook)
                .then()
                .onErrorMap(DuplicateKeyException.class, _ -> taken(webhook));
    }

    private static RuntimeException taken(StoredWebhook webhook) {
        return Problem.conflict(
                        "Another webhook of the organization has this external_id.",
                        List.of(new Problem.FieldError(
                                "external_id",
                                "is that of another webhook: " + webhook.draft().externalId())))
                .toException();
    }

    private static GenericExecuteSpec bindStanding(GenericExecuteSpec statement, StoredWebhook webhook) {
        Standing standing = webhook.standing();
        Standing.@Nullable Disabled disabled = standing.disabled();
        GenericExecuteSpec spec = statement.bind("paused", standing.paused());
        spec = bind(spec, "judgedFrom", standing.judgedFrom(), Instant.class);
        spec = bind(spec, "disabledAt", disabled == null ? null : disabled.at(), Instant.class);
        return bind(
                spec,
                "disabledReason",
                disabled == null ? null : disabled.reason().text(),
                String.class);
    }

    private GenericExecuteSpec bindChange(GenericExecuteSpec statement, StoredWebhook webhook) {
        WebhookDraft draft = webhook.draft();
        GenericExecuteSpec spec = bind(statement, "name", draft.name(), String.class);
        spec = bind(spec, "description", draft.description(), String.class);
        spec = bind(spec, "externalId", draft.externalId(), String.class);
        spec = bind(spec, "rate", draft.pacing().ratePerSecond(), Integer.class);
        spec = bind(spec, "concurrency", draft.pacing().maxConcurrency(), Integer.class);
        spec = bind(spec, "disableAfter", draft.autoDisable().afterSeconds(), Integer.class);
        spec = bind(spec, "disableFailures", draft.autoDisable().consecutiveFailures(), Integer.class);
        spec = bind(spec, "headersSealed", WebhookRows.sealed(webhook.id(), draft.headers(), vault), String.class);
        spec = bind(spec, "accessSealed", AccessColumns.sealed(webhook.id(), draft.access(), vault), String.class);
        return spec.bind("accessShown", AccessColumns.shown(draft.access()))
                .bind("ordered", draft.pacing().ordered())
                .bind("propagateTrace", draft.propagateTrace())
                .bind("autoDisable", draft.autoDisable().enabled())
                .bind("probe", draft.autoDisable().probe())
                .bind("id", webhook.id().value())
                .bind("organization", webhook.organization().value())
                .bind("url", draft.url())
                .bind("events", WebhookRows.events(draft))
                .bind("enabled", draft.enabled())
                .bind("headers", WebhookRows.names(draft.headers()))
                .bind("metadata", draft.metadata().toString())
                .bind("timeout", draft.timeoutSeconds())
                .bind("retry", draft.retry().toString())
                .bind("signatures", WebhookRows.signatures(draft))
                .bind("updatedAt", webhook.updatedAt())
                .bind("version", webhook.version());
    }

    private static GenericExecuteSpec bind(
            GenericExecuteSpec statement, String name, @Nullable Object value, Class<?> type) {
        return value == null ? statement.bindNull(name, type) : statement.bind(name, value);
    }

    Mono<Counted> find(OrganizationId organization, WebhookId id) {
        return database.sql("SELECT " + WebhookRows.COLUMNS + ", " + WebhookRows.SHOWN
                        + " FROM webhooks w LEFT JOIN webhook_counters c ON c.webhook_id = w.id" + MINE)
                .bind("id", id.value())
                .bind("organization", organization.value())
                .map(WebhookRows::counted)
                .one();
    }

    Mono<WithKeys> findWithKeys(OrganizationId organization, WebhookId id) {
        return database.sql("SELECT " + WebhookRows.COLUMNS + ", " + WebhookRows.SECRETS + " FROM webhooks w" + MINE)
                .bind("id", id.value())
                .bind("organization", organization.value())
                .map(row -> new WithKeys(WebhookRows.webhook(row, vault), WebhookRows.keys(row, vault)))
                .one();
    }

    /**
     * The webhooks of a statement that takes some for one process, as the dispatcher has them; those that do not open are passed
     * over.
     *
     * @param statement gives {@link WebhookRows#COLUMNS} and {@link WebhookRows#SECRETS}
     */
    Flux<Webhook> claimed(GenericExecuteSpec statement) {
        return statement.map(row -> WebhookRows.ifReadable(row, vault)).all().mapNotNull(found -> found.orElse(null));
    }

    /** The webhook that goes by this id elsewhere, or that has it here and goes by no other. */
    Mono<WebhookId> byExternalId(OrganizationId organization, String externalId) {
        return database.sql("""
                        SELECT id FROM webhooks WHERE organization_id = :organization AND deleted_at IS NULL
                            AND (external_id = :external OR (external_id IS NULL AND CAST(id AS text) = :external))
                        ORDER BY external_id NULLS LAST LIMIT 1""")
                .bind("organization", organization.value())
                .bind("external", externalId)
                .map(row -> new WebhookId(Rows.get(row, "id", UUID.class)))
                .one();
    }

    /** Two of the webhooks with this name, or as many as there are. */
    Flux<WebhookId> byName(OrganizationId organization, String name) {
        return database.sql("""
                        SELECT id FROM webhooks WHERE organization_id = :organization AND deleted_at IS NULL AND name = :name
                        ORDER BY id LIMIT 2""")
                .bind("organization", organization.value())
                .bind("name", name)
                .map(row -> new WebhookId(Rows.get(row, "id", UUID.class)))
                .all();
    }

    /** How many the organization has. */
    Mono<Long> count(OrganizationId organization) {
        return database.sql("SELECT count(*) AS n FROM webhooks WHERE organization_id = :id AND deleted_at IS NULL")
                .bind("id", organization.value())
                .map(row -> Rows.get(row, "n", Long.class))
                .one();
    }

    /** So many of the organization's behind a place, the oldest first, as their owner sees them. */
    Flux<StoredWebhook> oldest(OrganizationId organization, Cursor behind, int limit) {
        return database.sql("SELECT " + WebhookRows.COLUMNS + """
                         FROM webhooks w WHERE w.organization_id = :organization AND w.deleted_at IS NULL
                            AND (w.created_at, w.id) > (:at, :behind)
                        ORDER BY w.created_at, w.id LIMIT :limit""")
                .bind("organization", organization.value())
                .bind("at", behind.at())
                .bind("behind", behind.id())
                .bind("limit", limit)
                .map(WebhookRows::shown)
                .all();
    }

    /** Of these webhooks those that the organization has, and whether each is switched on. */
    Mono<Map<WebhookId, Boolean>> switchedOn(OrganizationId organization, Collection<WebhookId> ids) {
        return database.sql("""
                        SELECT id, enabled FROM webhooks
                        WHERE organization_id = :organization AND deleted_at IS NULL AND id = ANY(:ids)""")
                .bind("organization", organization.value())
                .bind("ids", ids.stream().map(WebhookId::value).toArray(UUID[]::new))
                .map(row -> Map.entry(
                        new WebhookId(Rows.get(row, "id", UUID.class)), Rows.get(row, "enabled", Boolean.class)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    Flux<WebhookId> ids(OrganizationId organization) {
        return database.sql("SELECT id FROM webhooks WHERE organization_id = :organization AND deleted_at IS NULL")
                .bind("organization", organization.value())
                .map(row -> new WebhookId(Rows.get(row, "id", UUID.class)))
                .all();
    }

    /**
     * The webhook as it stands, locked against other changes. Within a transaction. Read after the lock is there: a statement
     * that waits for it sees what belongs to the row in other tables as it was before.
     */
    Mono<StoredWebhook> lock(OrganizationId organization, WebhookId id) {
        return mine("SELECT w.id FROM webhooks w" + MINE + " FOR NO KEY UPDATE", organization, id)
                .fetch()
                .one()
                .flatMap(_ -> mine("SELECT " + WebhookRows.COLUMNS + " FROM webhooks w" + MINE, organization, id)
                        .map(row -> WebhookRows.webhook(row, vault))
                        .one());
    }

    /** The version of a webhook, which is locked against other changes; of one whose secrets cannot be read, too. */
    Mono<Long> lockVersion(OrganizationId organization, WebhookId id) {
        return mine("SELECT w.version FROM webhooks w" + MINE + " FOR NO KEY UPDATE", organization, id)
                .map(row -> Rows.get(row, "version", Long.class))
                .one();
    }

    private DatabaseClient.GenericExecuteSpec mine(String sql, OrganizationId organization, WebhookId id) {
        return database.sql(sql).bind("id", id.value()).bind("organization", organization.value());
    }

    /**
     * What was deleted.
     *
     * @param isNew whether it was by this request, and not by one before that could not wait for the dispatcher
     */
    record Deleted(WebhookId id, @Nullable String name, long version, boolean isNew) {}

    /** Deletes a webhook, as far as its owner can see; empty if there is none whose deletion the dispatcher does not know yet. */
    Mono<Deleted> delete(OrganizationId organization, WebhookId id, Instant now) {
        return database.sql("""
                        UPDATE webhooks SET version = version + CASE WHEN deleted_at IS NULL THEN 1 ELSE 0 END,
                            deleted_at = coalesce(deleted_at, :now), updated_at = :now
                        WHERE id = :id AND organization_id = :organization
                            AND (deleted_at IS NULL OR published_version < version)
                        RETURNING name, version, deleted_at = updated_at AS is_new""")
                .bind("now", now)
                .bind("id", id.value())
                .bind("organization", organization.value())
                .map(row -> new Deleted(
                        id,
                        Rows.optional(row, "name", String.class),
                        Rows.get(row, "version", Long.class),
                        Rows.get(row, "is_new", Boolean.class)))
                .one();
    }
}
