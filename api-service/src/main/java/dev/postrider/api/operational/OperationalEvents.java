package dev.postrider.api.operational;

import dev.postrider.common.json.Json;
import java.util.Collection;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Adds operational events to their outbox, in the transaction of whoever calls. What is added is published at least once,
 * under an id of its own, after that transaction has committed, and never if it has not.
 */
@Component
public final class OperationalEvents {
    /** In the order of the rows; not for an organization of which no webhook could get it. */
    private static final String INSERT = """
            INSERT INTO operational_events (organization_id, event_type, subject, occurred_at, data)
            SELECT r.organization_id, r.event_type, r.subject, r.occurred_at, r.data
            FROM json_to_recordset($1::json) AS r(
                organization_id text, event_type text, subject text, occurred_at timestamptz, data text)
            WHERE EXISTS (SELECT 1 FROM webhooks AS w WHERE w.organization_id = r.organization_id
                AND subscribes_operational(w.events) AND w.enabled AND w.deleted_at IS NULL)
            """;

    private final DatabaseClient database;

    public OperationalEvents(DatabaseClient database) {
        this.database = database;
    }

    public Mono<Void> add(OperationalEvent event) {
        return add(List.of(event));
    }

    /** Adds several, in their order. */
    public Mono<Void> add(Collection<OperationalEvent> events) {
        return events.isEmpty()
                ? Mono.empty()
                : database.sql(INSERT).bind(0, rows(events)).then();
    }

    private static String rows(Collection<OperationalEvent> events) {
        return Json.writeText(json -> {
            json.writeStartArray();
            for (OperationalEvent event : events) {
                json.writeStartObject();
                json.writeStringProperty("organization_id", event.organization().value());
                json.writeStringProperty("event_type", event.type().type().value());
                json.writeStringProperty("subject", event.subject());
                json.writeStringProperty("occurred_at", event.at().toString());
                json.writeStringProperty("data", event.data());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
