package dev.postrider.api.stats;

import dev.postrider.api.database.Rows;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the webhooks that stand out: of an organization, or of all where the query says so. */
@Component
class TopWebhooks {
    private final DatabaseClient database;

    TopWebhooks(DatabaseClient database) {
        this.database = database;
    }

    /** What became of the deliveries of one of them. */
    record Found(OrganizationId organization, WebhookId webhook, Tally tally) {
        Found with(Map<Integer, Long> latencies) {
            return new Found(
                    organization,
                    webhook,
                    tally.plus(new Tally(0, 0, 0, 0, 0, Duration.ZERO, new TreeMap<>(latencies))));
        }
    }

    /** Those with the highest number, the highest first; none whose number is nothing. */
    Mono<List<Found>> find(TopQuery query) {
        String by = query.by().expression();
        return on(
                        query,
                        "SELECT organization_id, webhook_id, " + StatsQueries.COUNTS + " FROM stats_hours",
                        " GROUP BY organization_id, webhook_id HAVING " + by + " > 0 ORDER BY " + by
                                + " DESC, webhook_id LIMIT " + query.limit())
                .map(TopWebhooks::found)
                .all()
                .collectList()
                .flatMap(found -> withLatencies(query, found));
    }

    private Mono<List<Found>> withLatencies(TopQuery query, List<Found> found) {
        return on(
                        query,
                        "SELECT webhook_id, bin, sum(attempts)::bigint AS attempts FROM stats_latencies",
                        " AND webhook_id = ANY(:webhooks) GROUP BY webhook_id, bin")
                .bind(
                        "webhooks",
                        found.stream().map(one -> one.webhook().value()).toArray(UUID[]::new))
                .map(row -> Map.entry(
                        new WebhookId(Rows.get(row, "webhook_id", UUID.class)),
                        Map.entry(Rows.get(row, "bin", Integer.class), Rows.get(row, "attempts", Long.class))))
                .all()
                .<Map<WebhookId, Map<Integer, Long>>>collect(
                        TreeMap::new,
                        (all, bin) -> all.computeIfAbsent(bin.getKey(), _ -> new TreeMap<>())
                                .put(bin.getValue().getKey(), bin.getValue().getValue()))
                .map(latencies -> found.stream()
                        .map(one -> one.with(latencies.getOrDefault(one.webhook(), Map.of())))
                        .toList());
    }

    private GenericExecuteSpec on(TopQuery query, String select, String more) {
        // The day besides the hour, so that the planner leaves out the partitions of other days.
        String sql = select + " WHERE hour >= :from AND hour < :to AND day >= :first AND day <= :last"
                + (query.organization().isPresent() ? " AND organization_id = :organization" : "")
                + more;
        GenericExecuteSpec spec = database.sql(sql)
                .bind("from", query.from())
                .bind("to", query.to())
                .bind("first", LocalDate.ofInstant(query.from(), ZoneOffset.UTC))
                .bind("last", LocalDate.ofInstant(query.to(), ZoneOffset.UTC));
        return query.organization().isPresent()
                ? spec.bind("organization", query.organization().get().value())
                : spec;
    }

    private static Found found(Readable row) {
        return new Found(
                new OrganizationId(Rows.get(row, "organization_id", String.class)),
                new WebhookId(Rows.get(row, "webhook_id", UUID.class)),
                StatsQueries.tally(row));
    }
}
