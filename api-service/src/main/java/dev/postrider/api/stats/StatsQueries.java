package dev.postrider.api.stats;

import dev.postrider.api.database.Rows;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Adds up hours of statistics; never those of another organization. */
@Component
class StatsQueries {
    /** What stands for the one group of a question that tells nothing apart. */
    private static final String ALL = "''::text";

    static final String COUNTS = """
            sum(delivered)::bigint AS delivered, sum(dead)::bigint AS dead, sum(attempts)::bigint AS attempts,
            sum(failed_attempts)::bigint AS failed, sum(retries)::bigint AS retries, sum(duration_us)::bigint AS took""";

    private final DatabaseClient database;

    StatsQueries(DatabaseClient database) {
        this.database = database;
    }

    /** All together. */
    Mono<Tally> total(StatsQuery query) {
        return find(query, ALL, 1).map(all -> all.getOrDefault("", Tally.NONE));
    }

    /** The groups of which there is anything, by their names and in the order of those; at most so many. */
    Mono<SortedMap<String, Tally>> groups(StatsQuery query, Grouping grouping, int limit) {
        return find(query, grouping.expression(), limit);
    }

    private Mono<SortedMap<String, Tally>> find(StatsQuery query, String group, int limit) {
        return on(
                        query,
                        "stats_hours",
                        "SELECT " + group + " AS name, " + COUNTS,
                        " GROUP BY 1 ORDER BY 1 LIMIT " + limit)
                .map(StatsQueries::counted)
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .flatMap(found -> withLatencies(query, group, found));
    }

    /** Names are many where producers choose them, so the bins of those that are shown only. */
    private Mono<SortedMap<String, Tally>> withLatencies(StatsQuery query, String group, Map<String, Tally> found) {
        if (found.isEmpty()) {
            return Mono.just(new TreeMap<>());
        }
        return on(
                        query,
                        "stats_latencies",
                        "SELECT " + group + " AS name, bin, sum(attempts)::bigint AS attempts",
                        " AND " + group + " = ANY(:names) GROUP BY 1, bin")
                .bind("names", found.keySet().toArray(String[]::new))
                .map(row -> Map.entry(
                        Rows.get(row, "name", String.class),
                        Map.entry(Rows.get(row, "bin", Integer.class), Rows.get(row, "attempts", Long.class))))
                .all()
                .collect(
                        () -> new TreeMap<>(found),
                        (tallies, bin) -> tallies.computeIfPresent(
                                bin.getKey(), (_, tally) -> tally.plus(latency(bin.getValue()))));
    }

    private static Map.Entry<String, Tally> counted(Readable row) {
        return Map.entry(Rows.get(row, "name", String.class), tally(row));
    }

    /** What a row of {@link #COUNTS} says. */
    static Tally tally(Readable row) {
        return new Tally(
                Rows.get(row, "delivered", Long.class),
                Rows.get(row, "dead", Long.class),
                Rows.get(row, "attempts", Long.class),
                Rows.get(row, "failed", Long.class),
                Rows.get(row, "retries", Long.class),
                Duration.of(Rows.get(row, "took", Long.class), ChronoUnit.MICROS),
                new TreeMap<>());
    }

    private static Tally latency(Map.Entry<Integer, Long> bin) {
        return new Tally(0, 0, 0, 0, 0, Duration.ZERO, new TreeMap<>(Map.of(bin.getKey(), bin.getValue())));
    }

    private DatabaseClient.GenericExecuteSpec on(StatsQuery query, String table, String select, String more) {
        // The day besides the hour, so that the planner leaves out the partitions of other days.
        String sql = select + " FROM " + table
                + " WHERE organization_id = :organization AND hour >= :from AND hour < :to"
                + " AND day >= :first AND day <= :last"
                + (query.webhook().isPresent() ? " AND webhook_id = :webhook" : "")
                + (query.eventType().isPresent() ? " AND event_type = :type" : "")
                + more;
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
}
