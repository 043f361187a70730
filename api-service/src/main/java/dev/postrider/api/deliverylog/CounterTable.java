package dev.postrider.api.deliverylog;

import dev.postrider.api.database.RowJson;
import dev.postrider.common.id.WebhookId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The {@code webhook_counters} table: what a webhook's deliveries came to, its last exchange, and how they go. */
final class CounterTable {
    /** In the order of the ids, so that two writers cannot wait for each other. */
    private static final String ADD = """
            INSERT INTO webhook_counters AS c (webhook_id, success_count, failure_count, last_triggered_at, last_error,
                cleared_at, failed_at, failing_since, steady_since, failures)
            SELECT * FROM json_to_recordset($1::json) AS r(
                webhook_id uuid, delivered bigint, died bigint, at timestamptz, error text, cleared_at timestamptz,
                failed_at timestamptz, failing_since timestamptz, steady_since timestamptz, failures integer)
            ORDER BY webhook_id
            ON CONFLICT (webhook_id) DO UPDATE SET
                success_count = c.success_count + excluded.success_count,
                failure_count = c.failure_count + excluded.failure_count,
                last_triggered_at = greatest(c.last_triggered_at, excluded.last_triggered_at),
                last_error = CASE WHEN excluded.last_triggered_at >= coalesce(c.last_triggered_at, '-infinity')
                             THEN excluded.last_error ELSE c.last_error END,
                cleared_at = excluded.cleared_at, failed_at = excluded.failed_at,
                failing_since = excluded.failing_since, steady_since = excluded.steady_since,
                failures = excluded.failures
            """;

    private final DatabaseClient database;

    CounterTable(DatabaseClient database) {
        this.database = database;
    }

    /** The webhooks whose rows a batch changes, in their order. */
    static Set<WebhookId> of(Map<WebhookId, CounterChange> changes, Map<WebhookId, AttemptRow> triggered) {
        Set<WebhookId> webhooks = new TreeSet<>(changes.keySet());
        webhooks.addAll(triggered.keySet());
        return webhooks;
    }

    private static void write(RowJson json, FailureStreak streak) {
        FailureStreak.Run run = streak.run();
        json.put("cleared_at", streak.clearedAt())
                .put("failed_at", streak.failedAt())
                .put("failing_since", run == null ? null : run.since())
                .put("steady_since", run == null ? null : run.steadySince())
                .put("failures", run == null ? 0 : run.failures());
    }

    /**
     * Adds to the counters and sets when a webhook was last called.
     *
     * @param triggered the last exchange of each webhook that was called
     * @param streaks of all these webhooks, as they are now
     */
    Mono<Void> add(
            Map<WebhookId, CounterChange> changes,
            Map<WebhookId, AttemptRow> triggered,
            Map<WebhookId, FailureStreak> streaks) {
        Set<WebhookId> webhooks = of(changes, triggered);
        if (webhooks.isEmpty()) {
            return Mono.empty();
        }
        String rows = RowJson.of(webhooks, (json, webhook) -> {
            CounterChange change = changes.getOrDefault(webhook, CounterChange.NONE);
            AttemptRow last = triggered.get(webhook);
            json.put("webhook_id", webhook.toString())
                    .put("delivered", change.successes())
                    .put("died", change.failures());
            if (last != null) {
                json.put("at", last.at()).put("error", last.exchange().error());
            }
            write(json, streaks.getOrDefault(webhook, FailureStreak.NONE));
        });
        return database.sql(ADD).bind(0, rows).then();
    }
}
