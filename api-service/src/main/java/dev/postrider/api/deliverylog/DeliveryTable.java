package dev.postrider.api.deliverylog;

import static dev.postrider.api.deliverylog.LogEntry.dayOf;

import dev.postrider.api.database.RowJson;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The {@code deliveries} table as the writer sees it. */
final class DeliveryTable {
    private static final String LOCK = """
            SELECT * FROM deliveries WHERE day = $1 AND id = ANY($2) ORDER BY id FOR UPDATE
            """;

    private static final String UPSERT = """
            INSERT INTO deliveries AS d
            SELECT * FROM json_to_recordset($1::json) AS r(
                day date, id uuid, organization_id text, webhook_id uuid, event_id text, event_type text,
                event_time timestamptz, created_at timestamptz, status text, state_try integer, state_attempt integer,
                state_at timestamptz, reason text, next_attempt_at timestamptz, delivered_at timestamptz,
                last_try integer, last_attempt integer, last_at timestamptz, last_succeeded boolean,
                status_code integer, error text, duration_us bigint, trigger text, died_at timestamptz,
                dead_letter_partition integer, dead_letter_offset bigint, exchanges integer, updated_at timestamptz,
                replay_id uuid, redrive_try integer, redrive_id uuid)
            ON CONFLICT (day, id) DO UPDATE SET
                event_type = excluded.event_type, event_time = excluded.event_time, created_at = excluded.created_at,
                status = excluded.status, state_try = excluded.state_try, state_attempt = excluded.state_attempt,
                state_at = excluded.state_at, reason = excluded.reason, next_attempt_at = excluded.next_attempt_at,
                delivered_at = excluded.delivered_at, last_try = excluded.last_try,
                last_attempt = excluded.last_attempt, last_at = excluded.last_at,
                last_succeeded = excluded.last_succeeded, status_code = excluded.status_code, error = excluded.error,
                duration_us = excluded.duration_us, trigger = excluded.trigger, died_at = excluded.died_at,
                dead_letter_partition = excluded.dead_letter_partition,
                dead_letter_offset = excluded.dead_letter_offset, exchanges = excluded.exchanges,
                updated_at = excluded.updated_at, replay_id = excluded.replay_id,
                redrive_try = excluded.redrive_try, redrive_id = excluded.redrive_id
            """;

    private final DatabaseClient database;

    DeliveryTable(DatabaseClient database) {
        this.database = database;
    }

    /** The rows that exist of these deliveries, locked until the transaction ends. One query a day: each reads one partition. */
    Flux<DeliveryRow> lock(Collection<DeliveryId> ids) {
        Map<LocalDate, List<DeliveryId>> byDay = ids.stream().collect(Collectors.groupingBy(id -> dayOf(id.day())));
        return Flux.fromIterable(byDay.entrySet())
                .concatMap(day -> database.sql(LOCK)
                        .bind(0, day.getKey())
                        .bind(1, day.getValue().stream().map(DeliveryId::value).toArray(UUID[]::new))
                        .map(DeliveryTable::read)
                        .all());
    }

    /** Writes the rows as they are. They must have been merged with what {@link #lock} gave. */
    Mono<Void> upsert(Collection<DeliveryRow> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(UPSERT)
                .bind(0, RowJson.of(rows, DeliveryTable::write))
                .then();
    }

    private static void write(RowJson json, DeliveryRow row) {
        DeliverySubject subject = row.subject();
        DeliveryState state = row.state();
        json.put("day", dayOf(row.id().day()).toString())
                .put("id", row.id().toString())
                .put("organization_id", subject.organization().value())
                .put("webhook_id", subject.webhook().toString())
                .put("event_id", Texts.storable(subject.event().value()))
                .put("event_type", subject.type().value())
                .put("event_time", subject.eventTime())
                .put("created_at", subject.fannedOutAt())
                .put("status", state.status().text())
                .put("state_try", state.tryNumber())
                .put("state_attempt", state.attempt())
                .put("state_at", state.at())
                .put("reason", state.reason())
                .put("next_attempt_at", state.nextAttemptAt())
                .put("delivered_at", state.deliveredAt())
                .put("exchanges", row.exchanges())
                .put("updated_at", row.updatedAt())
                .put("replay_id", text(row.replay()));
        LastExchange last = row.last();
        if (last != null) {
            json.put("last_try", last.tryNumber())
                    .put("last_attempt", last.attempt())
                    .put("last_at", last.at())
                    .put("last_succeeded", last.succeeded())
                    .put("status_code", last.statusCode())
                    .put("error", last.error())
                    .put("duration_us", last.duration().toNanos() / 1000)
                    .put("trigger", last.trigger().text());
        }
        Death death = row.death();
        if (death != null) {
            json.put("died_at", death.at())
                    .put("dead_letter_partition", death.partition())
                    .put("dead_letter_offset", death.offset());
        }
        LastRedrive redrive = row.redrive();
        if (redrive != null) {
            json.put("redrive_try", redrive.tryNumber()).put("redrive_id", text(redrive.job()));
        }
    }

    static DeliveryRow read(Readable row) {
        @Nullable LastExchange last = exchange(row);
        return new DeliveryRow(
                new DeliveryId(get(row, "id", UUID.class)),
                new DeliverySubject(
                        new OrganizationId(get(row, "organization_id", String.class)),
                        new WebhookId(get(row, "webhook_id", UUID.class)),
                        new EventId(get(row, "event_id", String.class)),
                        new EventType(get(row, "event_type", String.class)),
                        get(row, "event_time", Instant.class),
                        get(row, "created_at", Instant.class)),
                state(row, last),
                last,
                death(row),
                row.get("replay_id", UUID.class),
                redrive(row),
                get(row, "exchanges", Integer.class),
                get(row, "updated_at", Instant.class));
    }

    private static DeliveryState state(Readable row, @Nullable LastExchange last) {
        DeliveryState state = new DeliveryState(
                get(row, "state_try", Integer.class),
                get(row, "state_attempt", Integer.class),
                DeliveryStatus.find(get(row, "status", String.class)).orElseThrow(),
                get(row, "state_at", Instant.class),
                row.get("reason", String.class),
                row.get("next_attempt_at", Instant.class),
                row.get("delivered_at", Instant.class),
                false);
        return last == null ? state : state.after(last);
    }

    private static @Nullable LastExchange exchange(Readable row) {
        Integer tryNumber = row.get("last_try", Integer.class);
        return tryNumber == null
                ? null
                : new LastExchange(
                        tryNumber,
                        get(row, "last_attempt", Integer.class),
                        get(row, "last_at", Instant.class),
                        get(row, "last_succeeded", Boolean.class),
                        row.get("status_code", Integer.class),
                        row.get("error", String.class),
                        Duration.ofNanos(get(row, "duration_us", Long.class) * 1000),
                        Trigger.parse(get(row, "trigger", String.class)));
    }

    private static @Nullable Death death(Readable row) {
        Instant at = row.get("died_at", Instant.class);
        return at == null
                ? null
                : new Death(
                        at,
                        get(row, "dead_letter_partition", Integer.class),
                        get(row, "dead_letter_offset", Long.class));
    }

    private static @Nullable LastRedrive redrive(Readable row) {
        UUID job = row.get("redrive_id", UUID.class);
        return job == null ? null : new LastRedrive(get(row, "redrive_try", Integer.class), job);
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
