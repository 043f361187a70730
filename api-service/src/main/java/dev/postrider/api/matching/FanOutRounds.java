package dev.postrider.api.matching;

import dev.postrider.api.database.RowJson;
import dev.postrider.api.database.Rows;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.FanOutRound.Span;
import dev.postrider.common.wire.LogRecord.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The table of what fan-out has done, and by which view of webhooks. Rounds that follow each other with the same view are one
 * row, so that the table grows with the changes of webhooks and not with events.
 */
@Component
public final class FanOutRounds {
    private static final String ADD = """
            WITH s AS (
                SELECT * FROM json_to_recordset($1::json) AS s(
                    topic text, partition integer, from_offset bigint, to_offset bigint, webhooks_offset bigint,
                    at timestamptz)),
            extended AS (
                UPDATE fan_out_rounds AS r SET to_offset = s.to_offset, at = s.at FROM s
                WHERE r.topic = s.topic AND r.partition = s.partition AND r.to_offset = s.from_offset
                    AND r.webhooks_offset = s.webhooks_offset
                RETURNING s.topic, s.partition, s.from_offset)
            INSERT INTO fan_out_rounds (topic, partition, from_offset, to_offset, webhooks_offset, at)
            SELECT s.topic, s.partition, s.from_offset, s.to_offset, s.webhooks_offset, s.at FROM s
            WHERE NOT EXISTS (SELECT 1 FROM extended AS e WHERE e.topic = s.topic AND e.partition = s.partition
                AND e.from_offset = s.from_offset)
            ON CONFLICT (topic, partition, from_offset) DO UPDATE SET
                to_offset = greatest(fan_out_rounds.to_offset, excluded.to_offset),
                webhooks_offset = excluded.webhooks_offset, at = excluded.at""";

    private final DatabaseClient database;

    public FanOutRounds(DatabaseClient database) {
        this.database = database;
    }

    private record Row(Span span, long webhooksOffset, Instant at) {
        @Nullable Row and(Row next) {
            return next.webhooksOffset == webhooksOffset && next.span.from() == span.to()
                    ? new Row(
                            new Span(span.topic(), span.partition(), span.from(), next.span.to()),
                            webhooksOffset,
                            next.at)
                    : null;
        }
    }

    private record Start(String topic, int partition, long from) {}

    /** Adds rounds, in their order. */
    public Mono<Void> add(Collection<FanOutRound> rounds) {
        return rounds.isEmpty()
                ? Mono.empty()
                : database.sql(ADD)
                        .bind(0, RowJson.of(rows(rounds), FanOutRounds::write))
                        .then();
    }

    /** The end of the view by which the event at this place was matched; empty if it was not yet, or that is not known. */
    public Mono<Moment> of(Position event) {
        return database.sql("""
                        SELECT webhooks_offset FROM fan_out_rounds
                        WHERE topic = :topic AND partition = :partition AND from_offset <= :offset AND to_offset > :offset
                        ORDER BY from_offset DESC LIMIT 1""")
                .bind("topic", event.topic())
                .bind("partition", event.partition())
                .bind("offset", event.offset())
                .map(row -> new Moment.AtOffset(Rows.get(row, "webhooks_offset", Long.class)))
                .one()
                .cast(Moment.class);
    }

    /** Forgets some that ended before a time. */
    Mono<Void> forget(Instant before, int limit) {
        return database.sql("""
                        DELETE FROM fan_out_rounds WHERE (topic, partition, from_offset) IN (
                            SELECT topic, partition, from_offset FROM fan_out_rounds WHERE at < :before
                            LIMIT :limit FOR UPDATE SKIP LOCKED)""").bind("before", before).bind("limit", limit).then();
    }

    /** One for each stretch of a partition; the last where two begin at the same place, as a statement changes a row once. */
    private static Collection<Row> rows(Collection<FanOutRound> rounds) {
        Map<String, Row> open = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (FanOutRound round : rounds) {
            for (Span span : round.spans()) {
                String partition = span.topic() + "/" + span.partition();
                Row next = new Row(span, round.webhooksOffset(), round.at());
                @Nullable Row before = open.get(partition);
                @Nullable Row longer = before == null ? null : before.and(next);
                if (before != null && longer == null) {
                    rows.add(before);
                }
                open.put(partition, longer == null ? next : longer);
            }
        }
        rows.addAll(open.values());
        Map<Start, Row> once = new HashMap<>();
        rows.forEach(row -> once.put(new Start(row.span.topic(), row.span.partition(), row.span.from()), row));
        return once.values();
    }

    private static void write(RowJson json, Row row) {
        json.put("topic", row.span.topic())
                .put("partition", row.span.partition())
                .put("from_offset", row.span.from())
                .put("to_offset", row.span.to())
                .put("webhooks_offset", row.webhooksOffset)
                .put("at", row.at);
    }
}
