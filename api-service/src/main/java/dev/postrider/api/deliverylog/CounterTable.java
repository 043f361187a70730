package dev.postrider.api.deliverylog;

import dev.postrider.common.id.WebhookId;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The {@code webhook_counters} table: what a webhook's deliveries came to, and its last exchange. */
final class CounterTable {
    /** In the order of the ids, so that two writers cannot wait for each other. */
    private static final String ADD = """
            INSERT INTO webhook_counters AS c (webhook_id, success_count, failure_count, last_triggered_at, last_error)
            SELECT * FROM json_to_recordset($1::json) AS r(
                webhook_id uuid, successes bigint, failures bigint, at timestamptz, error text)
            ORDER BY webhook_id
            ON CONFLICT (webhook_id) DO UPDATE SET
                success_count = c.success_count + excluded.success_count,
                failure_count = c.failure_count + excluded.failure_count,
                last_triggered_at = greatest(c.last_triggered_at, excluded.last_triggered_at),
                last_error = CASE WHEN excluded.last_triggered_at >= coalesce(c.last_triggered_at, '-infinity')
                             THEN excluded.last_error ELSE c.last_error END
            """;

    private final DatabaseClient database;

    CounterTable(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Adds to the counters and sets when a webhook was last called.
     *
     * @param triggered the last exchange of each webhook that was called
     */
    Mono<Void> add(Map<WebhookId, CounterChange> changes, Map<WebhookId, AttemptRow> triggered) {
        TreeSet<WebhookId> webhooks = new TreeSet<>(changes.keySet());
        webhooks.addAll(triggered.keySet());
        if (webhooks.isEmpty()) {
            return Mono.empty();
        }
        String rows = RowJson.of(webhooks, (json, webhook) -> {
            CounterChange change = changes.getOrDefault(webhook, CounterChange.NONE);
            AttemptRow last = triggered.get(webhook);
            json.put("webhook_id", webhook.toString())
                    .put("successes", change.successes())
                    .put("failures", change.failures());
            if (last != null) {
                json.put("at", last.at()).put("error", last.exchange().error());
            }
        });
        return database.sql(ADD).bind(0, rows).then();
    }
}
