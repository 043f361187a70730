package dev.postrider.api.deliverylog;

import dev.postrider.api.database.RowJson;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The {@code log_offsets} table: the only truth about how far the log has come. */
final class OffsetTable {
    private static final String ADVANCE = """
            UPDATE log_offsets AS o SET next = r.upto, updated_at = now()
            FROM json_to_recordset($1::json) AS r(topic text, partition integer, since bigint, upto bigint)
            WHERE o.topic = r.topic AND o.partition = r.partition AND o.next = r.since
            """;

    private static final String ADD_MISSING = """
            INSERT INTO log_offsets (topic, partition, next) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    private static final String SELECT = "SELECT next FROM log_offsets WHERE topic = $1 AND partition = $2";

    private static final String MOVE =
            "UPDATE log_offsets SET next = $4, updated_at = now() WHERE topic = $1 AND partition = $2 AND next = $3";

    /** Another writer has advanced one of the partitions; nothing was written. */
    static final class SupersededException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SupersededException() {
            super("another writer has advanced the log", null, false, false);
        }
    }

    private final DatabaseClient database;

    OffsetTable(DatabaseClient database) {
        this.database = database;
    }

    /** Moves every span's partition from its start to its end, or fails with {@link SupersededException}. */
    Mono<Void> advance(Collection<LogBatch.Span> spans) {
        String rows = RowJson.of(
                spans,
                (json, span) -> json.put("topic", span.partition().topic())
                        .put("partition", span.partition().partition())
                        .put("since", span.from())
                        .put("upto", span.to()));
        return database.sql(ADVANCE)
                .bind(0, rows)
                .fetch()
                .rowsUpdated()
                .filter(updated -> updated == spans.size())
                .switchIfEmpty(Mono.error(SupersededException::new))
                .then();
    }

    /** Where a partition stands; one that is seen for the first time starts at {@code first}. */
    Mono<Long> position(TopicPartition partition, long first) {
        return database.sql(ADD_MISSING)
                .bind(0, partition.topic())
                .bind(1, partition.partition())
                .bind(2, first)
                .then()
                .then(database.sql(SELECT)
                        .bind(0, partition.topic())
                        .bind(1, partition.partition())
                        .mapValue(Long.class)
                        .one());
    }

    /** Moves a partition whose place no longer exists, unless another writer already has. */
    Mono<Void> move(TopicPartition partition, long from, long to) {
        return database.sql(MOVE)
                .bind(0, partition.topic())
                .bind(1, partition.partition())
                .bind(2, from)
                .bind(3, to)
                .then();
    }
}
