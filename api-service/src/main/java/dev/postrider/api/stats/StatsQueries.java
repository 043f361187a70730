package dev.postrider.api.stats;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Adds up hours of statistics; never those of another organization. */
@Component
class StatsQueries {
    private static final long NANOS_PER_MICRO = 1_000;

    /** What stands for the one group of a question that tells nothing apart. */
    private static final String ALL = "''";

    private final DatabaseClient database;

    StatsQueries(DatabaseClient database) {
        this.database = database;
    }

    /** The groups of which there is anything, by their names and in the order of those. */
    Mono<SortedMap<String, Tally>> find(StatsQuery query) {
        Mono<Map<String, Tally>> counts = on(query, "stats_hours", """
                sum(delivered)::bigint AS delivered, sum(dead)::bigint AS dead, sum(attempts)::bigint AS attempts,
                sum(failed_attempts)::bigint AS failed, sum(retries)::bigint AS retries, sum(duration_us)::bigint AS took""", "")
                .map(row -> Map.entry(
                        Rows.get(row, "name", String.class),
                        new Tally(
                                Rows.get(row, "delivered", Long.class),
                                Rows.get(row, "dead", Long.class),
                                Rows.get(row, "attempts", Long.class),
                                Rows.get(row, "failed", Long.class),
                                Rows.get(row, "retries", Long.class),
                                Duration.ofNanos(NANOS_PER_MICRO * Rows.get(row, "took", Long.class)),
                                new TreeMap<>())))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        return counts.flatMap(found -> on(query, "stats_latencies", "bin, sum(attempts)::bigint AS attempts", ", bin")
                .map(row -> Map.entry(
                        Rows.get(row, "name", String.class),
                        Map.entry(Rows.get(row, "bin", Integer.class), Rows.get(row, "attempts", Long.class))))
                .all()
                .collect(
                        () -> new TreeMap<>(found),
                        (tallies, bin) -> tallies.computeIfPresent(
                                bin.getKey(), (_, tally) -> tally.plus(latency(bin.getValue())))));
    }

    private static Tally latency(Map.Entry<Integer, Long> bin) {
        return new Tally(0, 0, 0, 0, 0, Duration.ZERO, new TreeMap<>(Map.of(bin.getKey(), bin.getValue())));
    }

    private DatabaseClient.GenericExecuteSpec on(StatsQuery query, String table, String sums, String more) {
        String group = query.groupBy().map(Grouping::expression).orElse(ALL);
        // The day besides the hour, so that the planner leaves out the partitions of other days.
        String sql = "SELECT " + group + " AS name, " + sums + " FROM " + table
                + " WHERE organization_id = :organization AND hour >= :from AND hour < :to"
                + " AND day >= :first AND day <= :last"
                + (query.webhook().isPresent() ? " AND webhook_id = :webhook" : "")
                + (query.eventType().isPresent() ? " AND event_type = :type" : "")
                + " GROUP BY 1" + more;
        DatabaseClient.GenericExecuteSpec spec = database.sql(sql)
                .bind("organization", query.organization().value())
                .bind("from", query.from())
                .bind("to", query.to())
                .bind("first", LocalDate.ofInstant(query.from(), ZoneOffset.UTC))
                .bind("last", LocalDate.ofInstant(query.to(), ZoneOffset.UTC));
        if (query.webhook().isPresent()) {
            spec = spec.bind("webhook", query.webhook().get().value());
        }
        return query.eventType().isPresent()
                ? spec.bind("type", query.eventType().get())
                : spec;
    }

    /** Whether the organization has this webhook. */
    Mono<Boolean> hasWebhook(OrganizationId organization, WebhookId webhook) {
        return database.sql("SELECT 1 FROM webhooks WHERE id = :id AND organization_id = :organization"
                        + " AND deleted_at IS NULL")
                .bind("id", webhook.value())
                .bind("organization", organization.value())
                .fetch()
                .one()
                .hasElement();
    }
}
