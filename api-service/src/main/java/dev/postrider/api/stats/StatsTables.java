package dev.postrider.api.stats;

import dev.postrider.api.database.RowJson;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes the tables {@code stats_hours} and {@code stats_latencies}. */
public final class StatsTables {
    /** Their names; both are partitioned by day. */
    public static final List<String> NAMES = List.of("stats_hours", "stats_latencies");

    private static final String KEY =
            "day date, hour timestamptz, organization_id text, webhook_id uuid, event_type text";

    private static final String ADD_HOURS = """
            INSERT INTO stats_hours AS s
            SELECT * FROM json_to_recordset($1::json) AS r(%s, delivered bigint, dead bigint, attempts bigint,
                failed_attempts bigint, retries bigint, duration_us bigint)
            ORDER BY organization_id, hour, webhook_id, event_type
            ON CONFLICT (organization_id, hour, webhook_id, event_type, day) DO UPDATE SET
                delivered = s.delivered + excluded.delivered, dead = s.dead + excluded.dead,
                attempts = s.attempts + excluded.attempts,
                failed_attempts = s.failed_attempts + excluded.failed_attempts,
                retries = s.retries + excluded.retries, duration_us = s.duration_us + excluded.duration_us
            """.formatted(KEY);

    private static final String ADD_LATENCIES = """
            INSERT INTO stats_latencies AS s
            SELECT * FROM json_to_recordset($1::json) AS r(%s, bin smallint, attempts bigint)
            ORDER BY organization_id, hour, webhook_id, event_type, bin
            ON CONFLICT (organization_id, hour, webhook_id, event_type, bin, day) DO UPDATE SET
                attempts = s.attempts + excluded.attempts
            """.formatted(KEY);

    private record Bin(StatsKey key, int number, long attempts) {}

    private final DatabaseClient database;

    public StatsTables(DatabaseClient database) {
        this.database = database;
    }

    /** Adds in the caller's transaction. */
    public Mono<Void> add(StatsChange change) {
        SortedMap<StatsKey, Tally> tallies = change.tallies();
        if (tallies.isEmpty()) {
            return Mono.empty();
        }
        String hours = RowJson.of(tallies.entrySet(), StatsTables::write);
        List<Bin> bins = tallies.entrySet().stream()
                .flatMap(one -> one.getValue().latencies().entrySet().stream()
                        .map(bin -> new Bin(one.getKey(), bin.getKey(), bin.getValue())))
                .toList();
        Mono<Void> added = database.sql(ADD_HOURS).bind(0, hours).then();
        if (bins.isEmpty()) {
            return added;
        }
        return added.then(database.sql(ADD_LATENCIES)
                .bind(
                        0,
                        RowJson.of(
                                bins,
                                (json, bin) -> write(json, bin.key())
                                        .put("bin", bin.number())
                                        .put("attempts", bin.attempts())))
                .then());
    }

    private static void write(RowJson json, Map.Entry<StatsKey, Tally> one) {
        Tally tally = one.getValue();
        write(json, one.getKey())
                .put("delivered", tally.delivered())
                .put("dead", tally.dead())
                .put("attempts", tally.attempts())
                .put("failed_attempts", tally.failedAttempts())
                .put("retries", tally.retries())
                .put("duration_us", tally.duration().toNanos() / 1_000);
    }

    private static RowJson write(RowJson json, StatsKey key) {
        return json.put("day", key.day().toString())
                .put("hour", key.hour())
                .put("organization_id", key.organization().value())
                .put("webhook_id", key.webhook().toString())
                .put("event_type", key.type().value());
    }
}
