package dev.postrider.api.deliverylog;

import static dev.postrider.api.deliverylog.LogEntry.dayOf;

import dev.postrider.api.database.RowJson;
import dev.postrider.common.event.Event;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.wire.LogRecord;
import java.time.LocalDate;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The tables {@code events} and {@code delivery_attempts}, whose rows do not change, but for the time of a scheduled event and payloads
 * that are removed. What comes late for a day that is closed is written without its payload.
 */
final class HistoryTables {
    /**
     * An event that is published again on the same day makes no second row; the first one stays. Events of organizations
     * that do not exist are left out, as fan-out rejects them: an organization stands in its table before any event of it.
     */
    private static final String INSERT_EVENTS = """
            INSERT INTO events (day, organization_id, event_id, event_type, timestamp, data, metadata, deliver_at, ordering_key,
                appended_at, source_topic, source_partition, source_offset, hops, payload_removed_at)
            SELECT r.day, r.organization_id, r.event_id, r.event_type, r.timestamp, CASE WHEN NOT k.closed THEN r.data END,
                CASE WHEN NOT k.closed THEN r.metadata END, r.deliver_at, r.ordering_key, r.appended_at, r.source_topic,
                r.source_partition, r.source_offset, r.hops, CASE WHEN k.closed THEN now() END
            FROM json_to_recordset($1::json) AS r(
                day date, organization_id text, event_id text, event_type text, timestamp text, data text, metadata text,
                deliver_at timestamptz, ordering_key text, appended_at timestamptz, source_topic text,
                source_partition integer, source_offset bigint, hops integer)
            CROSS JOIN LATERAL (SELECT r.day < $2 AND EXISTS (SELECT 1 FROM closed_days AS c
                WHERE c.organization_id = r.organization_id AND c.day = r.day) AS closed) AS k
            WHERE EXISTS (SELECT 1 FROM organizations AS o WHERE o.id = r.organization_id)
            ON CONFLICT DO NOTHING
            """;

    /** An event that was published on one day for several times has the last of them, so that a cancel covers all. */
    private static final String LAST_DUE = """
            UPDATE events AS e SET deliver_at = r.deliver_at
            FROM (SELECT day, organization_id, event_id, max(deliver_at) AS deliver_at
                FROM json_to_recordset($1::json) AS r(
                    day date, organization_id text, event_id text, deliver_at timestamptz)
                GROUP BY day, organization_id, event_id) AS r
            WHERE e.day = r.day AND e.organization_id = r.organization_id AND e.event_id = r.event_id
                AND r.deliver_at > coalesce(e.deliver_at, '-infinity')
            """;

    private static final String INSERT_ATTEMPTS = """
            INSERT INTO delivery_attempts (day, delivery_id, log_offset, organization_id, webhook_id, try, attempt, started_at,
                duration_us, succeeded, outcome, status_code, error, trigger, request_headers, request_body,
                response_headers, response_body, source_topic, source_partition, source_offset)
            SELECT r.day, r.delivery_id, r.log_offset, r.organization_id, r.webhook_id, r.try, r.attempt, r.started_at,
                r.duration_us, r.succeeded, r.outcome, r.status_code, r.error, r.trigger, r.request_headers,
                CASE WHEN NOT k.closed THEN r.request_body END, r.response_headers,
                CASE WHEN NOT k.closed THEN r.response_body END, r.source_topic, r.source_partition, r.source_offset
            FROM json_to_recordset($1::json) AS r(
                day date, delivery_id uuid, log_offset bigint, organization_id text, webhook_id uuid, try integer,
                attempt integer, started_at timestamptz, duration_us bigint, succeeded boolean, outcome text,
                status_code integer, error text, trigger text, request_headers text, request_body text,
                response_headers text, response_body text, source_topic text, source_partition integer,
                source_offset bigint)
            CROSS JOIN LATERAL (SELECT r.day < $2 AND EXISTS (SELECT 1 FROM closed_days AS c
                WHERE c.organization_id = r.organization_id AND c.day = r.day) AS closed) AS k
            ON CONFLICT DO NOTHING
            """;

    private final DatabaseClient database;

    HistoryTables(DatabaseClient database) {
        this.database = database;
    }

    /**
     * @param open the first of the days of which none is closed
     */
    Mono<Void> insertEvents(Collection<LogEntry.Published> events, LocalDate open) {
        if (events.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(INSERT_EVENTS)
                .bind(0, RowJson.of(events, HistoryTables::write))
                .bind(1, open)
                .then()
                .then(Mono.defer(() -> lastDue(events.stream()
                        .filter(published -> published.event().deliverAt() != null)
                        .toList())));
    }

    private Mono<Void> lastDue(Collection<LogEntry.Published> scheduled) {
        if (scheduled.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(LAST_DUE)
                .bind(0, RowJson.of(scheduled, HistoryTables::writeDue))
                .then();
    }

    /**
     * @param open the first of the days of which none is closed
     */
    Mono<Void> insertAttempts(Collection<AttemptRow> attempts, LocalDate open) {
        if (attempts.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(INSERT_ATTEMPTS)
                .bind(0, RowJson.of(attempts, HistoryTables::write))
                .bind(1, open)
                .then();
    }

    private static void writeDue(RowJson json, LogEntry.Published published) {
        Event event = published.event();
        json.put("day", dayOf(published.event().appendedAt()).toString())
                .put("organization_id", event.organization().value())
                .put("event_id", Texts.storable(event.id().value()))
                .put("deliver_at", event.deliverAt());
    }

    private static void write(RowJson json, LogEntry.Published published) {
        Event event = published.event();
        writeDue(json, published);
        json.put("event_type", event.type().value())
                .put("timestamp", event.timestamp())
                .put("data", event.data().text())
                .put("metadata", text(event.metadata()))
                .put("ordering_key", event.orderingKey() == null ? null : Texts.storable(event.orderingKey()))
                .put("appended_at", event.appendedAt())
                .put("source_topic", published.position().topic())
                .put("source_partition", published.position().partition())
                .put("source_offset", published.position().offset())
                .put("hops", event.hops());
    }

    private static @Nullable String text(@Nullable RawJson json) {
        return json == null ? null : json.text();
    }

    private static void write(RowJson json, AttemptRow row) {
        LogRecord.Attempted record = row.record();
        LogRecord.Subject subject = record.subject();
        LastExchange exchange = row.exchange();
        LogRecord.Position source = record.source();
        json.put("day", dayOf(subject.delivery().day()).toString())
                .put("delivery_id", subject.delivery().toString())
                .put("log_offset", row.logOffset())
                .put("organization_id", subject.organization().value())
                .put("webhook_id", subject.webhook().toString())
                .put("try", subject.tryNumber())
                .put("attempt", subject.attempt())
                .put("started_at", row.at())
                .put("duration_us", exchange.duration().toNanos() / 1000)
                .put("succeeded", exchange.succeeded())
                .put("outcome", record.outcome().className())
                .put("status_code", exchange.statusCode())
                .put("error", exchange.error())
                .put("trigger", exchange.trigger().text())
                .put("request_headers", row.requestHeaders())
                .put("request_body", row.requestBody())
                .put("response_headers", row.responseHeaders())
                .put("response_body", row.responseBody());
        if (source != null) {
            json.put("source_topic", source.topic())
                    .put("source_partition", source.partition())
                    .put("source_offset", source.offset());
        }
    }
}
