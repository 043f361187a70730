package dev.postrider.api.deliverylog;

import dev.postrider.api.database.RowJson;
import java.time.LocalDate;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table {@code rejected_events}, as far as the log writes it. A record that is rejected again makes no second row. */
final class RejectedTable {
    /** An organization that does not exist is shown nothing; the platform administrator is. */
    private static final String INSERT = """
            INSERT INTO rejected_events (day, id, organization_id, reason, message, event_type, event_id, source_topic,
                source_partition, source_offset, rejected_at, headers, payload, payload_bytes, status)
            SELECT r.day, r.id, o.id, r.reason, r.message, r.event_type, r.event_id, r.source_topic, r.source_partition,
                r.source_offset, r.rejected_at, r.headers,
                CASE WHEN NOT k.closed THEN decode(r.payload, 'base64') END, r.payload_bytes, 'open'
            FROM json_to_recordset($1::json) AS r(
                day date, id uuid, organization_id text, reason text, message text, event_type text, event_id text,
                source_topic text, source_partition integer, source_offset bigint, rejected_at timestamptz, headers text,
                payload text, payload_bytes bigint)
            LEFT JOIN organizations AS o ON o.id = r.organization_id
            CROSS JOIN LATERAL (SELECT r.day < $2 AND EXISTS (SELECT 1 FROM closed_days AS c
                WHERE c.organization_id = o.id AND c.day = r.day) AS closed) AS k
            ON CONFLICT DO NOTHING
            """;

    private final DatabaseClient database;

    RejectedTable(DatabaseClient database) {
        this.database = database;
    }

    /**
     * @param open the first of the days of which none is closed
     */
    Mono<Void> insert(Collection<RejectedRow> rows, LocalDate open) {
        return rows.isEmpty()
                ? Mono.empty()
                : database.sql(INSERT)
                        .bind(0, RowJson.of(rows, (json, row) -> row.write(json)))
                        .bind(1, open)
                        .then();
    }
}
