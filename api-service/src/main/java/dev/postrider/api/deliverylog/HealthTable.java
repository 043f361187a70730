package dev.postrider.api.deliverylog;

import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.database.RowJson;
import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.DisabledReason;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** What the tables say of the health of a batch's webhooks, and the one change that the log makes to a webhook. */
final class HealthTable {
    private static final String READ = """
            SELECT b.id, w.judged_from, w.auto_disable_enabled, w.auto_disable_after_seconds, w.auto_disable_failures,
                coalesce(w.enabled AND w.deleted_at IS NULL AND w.disabled_reason IS NULL, false) AS judged,
                c.cleared_at, c.failed_at, c.failing_since, c.steady_since, c.failures
            FROM unnest($1::uuid[]) AS b(id)
                LEFT JOIN webhooks w ON w.id = b.id LEFT JOIN webhook_counters c ON c.webhook_id = b.id
            """;

    /** Not where somebody has resumed it, switched it or moved it since it was read. */
    private static final String DISABLE = """
            UPDATE webhooks AS w SET disabled_reason = r.reason, disabled_at = $2, updated_at = $2, version = w.version + 1
            FROM json_to_recordset($1::json) AS r(id uuid, reason text, judged_from timestamptz)
            WHERE w.id = r.id AND w.enabled AND w.deleted_at IS NULL AND w.disabled_reason IS NULL
                AND w.judged_from IS NOT DISTINCT FROM r.judged_from
            RETURNING w.id, w.organization_id, w.disabled_reason, w.version
            """;

    private final DatabaseClient database;
    private final Audit audit;
    private final Duration disableAfter;

    /**
     * @param disableAfter for webhooks whose owner chose nothing
     */
    HealthTable(DatabaseClient database, Audit audit, Duration disableAfter) {
        this.database = database;
        this.audit = audit;
        this.disableAfter = disableAfter;
    }

    /** The health of each of these webhooks, also of those that are not there. */
    Mono<Map<WebhookId, WebhookHealth>> read(Collection<WebhookId> webhooks) {
        if (webhooks.isEmpty()) {
            return Mono.just(Map.of());
        }
        return database.sql(READ)
                .bind(0, webhooks.stream().map(WebhookId::value).toArray(UUID[]::new))
                .map(row -> Map.entry(new WebhookId(Rows.get(row, "id", UUID.class)), health(row)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private WebhookHealth health(Readable row) {
        @Nullable Integer after = row.get("auto_disable_after_seconds", Integer.class);
        return new WebhookHealth(
                streak(row),
                new DisablingRules(
                        Boolean.TRUE.equals(row.get("auto_disable_enabled", Boolean.class)),
                        after == null ? disableAfter : Duration.ofSeconds(after),
                        row.get("auto_disable_failures", Integer.class)),
                Rows.get(row, "judged", Boolean.class),
                Rows.optionalTime(row, "judged_from"));
    }

    private static FailureStreak streak(Readable row) {
        @Nullable Instant since = Rows.optionalTime(row, "failing_since");
        FailureStreak.@Nullable Run run = since == null
                ? null
                : new FailureStreak.Run(
                        since, Rows.time(row, "steady_since"), Rows.get(row, "failures", Integer.class));
        return new FailureStreak(Rows.optionalTime(row, "cleared_at"), Rows.optionalTime(row, "failed_at"), run);
    }

    /**
     * Disables webhooks, each with its next version, which is still to be published, and with a row of the audit log.
     *
     * @param read what was read of them in this transaction
     * @return those that were disabled, with their organizations
     */
    Mono<Map<WebhookId, OrganizationId>> disable(
            Map<WebhookId, DisabledReason> reasons, Map<WebhookId, WebhookHealth> read, Instant now) {
        if (reasons.isEmpty()) {
            return Mono.just(Map.of());
        }
        String rows = RowJson.of(
                reasons.entrySet(),
                (json, entry) -> json.put("id", entry.getKey().toString())
                        .put("reason", entry.getValue().text())
                        .put(
                                "judged_from",
                                Objects.requireNonNull(read.get(entry.getKey())).judgedFrom()));
        return database.sql(DISABLE)
                .bind(0, rows)
                .bind(1, now)
                .map(HealthTable::disabled)
                .all()
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(disabled -> record(disabled).thenReturn(disabled))
                .collectMap(Disabled::webhook, Disabled::organization);
    }

    private record Disabled(WebhookId webhook, OrganizationId organization, String reason, long version) {}

    private static Disabled disabled(Readable row) {
        return new Disabled(
                new WebhookId(Rows.get(row, "id", UUID.class)),
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                Rows.get(row, "disabled_reason", String.class),
                Rows.get(row, "version", Long.class));
    }

    private Mono<Void> record(Disabled disabled) {
        Change change = Change.between(
                json -> write(json, null, disabled.version() - 1),
                json -> write(json, disabled.reason(), disabled.version()));
        return audit.recordOwn(
                disabled.organization(),
                AuditAction.WEBHOOK_DISABLED,
                disabled.webhook().toString(),
                change);
    }

    private static void write(JsonGenerator json, @Nullable String reason, long version) {
        json.writeStartObject();
        json.writeStringProperty("disabled_reason", reason);
        json.writeNumberProperty("version", version);
        json.writeEndObject();
    }
}
