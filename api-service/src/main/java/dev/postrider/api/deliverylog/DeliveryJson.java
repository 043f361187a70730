package dev.postrider.api.deliverylog;

import dev.postrider.api.retention.ClosedDays;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Deliveries and their exchanges as the API writes them: every field always there, null where there is nothing. */
public final class DeliveryJson {
    /** Why a request body is not shown. */
    static final String NO_EVENT = "the event is not in the log: not written yet, or past its retention";

    private DeliveryJson() {}

    /** A delivery as lists show it. */
    public static void write(JsonGenerator json, DeliveryRow row) {
        json.writeStartObject();
        fields(json, row);
        json.writeEndObject();
    }

    /**
     * A delivery with its exchanges.
     *
     * @param body what was posted, rendered from the event; null where the log does not have the event or its payload
     * @param removed whether payloads of its day are past their retention
     */
    static void write(
            JsonGenerator json, DeliveryRow row, List<AttemptView> attempts, @Nullable String body, boolean removed) {
        json.writeStartObject();
        fields(json, row);
        boolean missing = body == null
                && (attempts.isEmpty() || attempts.stream().anyMatch(attempt -> attempt.requestBody() == null));
        text(json, "request_body_missing", missing ? removed ? ClosedDays.REMOVED : NO_EVENT : null);
        attempts(json, row, attempts, body);
        json.writeEndObject();
    }

    /**
     * The fields of a delivery's exchanges.
     *
     * @param body what each of them posted that says nothing else; null to leave it out
     */
    public static void attempts(
            JsonGenerator json, DeliveryRow row, List<AttemptView> attempts, @Nullable String body) {
        json.writeNumberProperty("attempts_omitted", Math.max(0, row.exchanges() - attempts.size()));
        json.writeArrayPropertyStart("attempts");
        attempts.forEach(attempt -> attempt(json, attempt, body));
        json.writeEndArray();
    }

    /** The fields of a delivery, within an object that has been begun. */
    public static void fields(JsonGenerator json, DeliveryRow row) {
        DeliveryState state = row.state();
        @Nullable LastExchange last = row.last();
        json.writeStringProperty("id", row.id().toString());
        json.writeStringProperty("organization_id", row.subject().organization().value());
        json.writeStringProperty("webhook_id", row.subject().webhook().toString());
        json.writeStringProperty("event_id", row.subject().event().value());
        json.writeStringProperty("event", row.subject().type().value());
        json.writeStringProperty("status", state.status().text());
        text(json, "reason", state.reason());
        time(json, "next_attempt_at", state.nextAttemptAt());
        json.writeNumberProperty("try", state.tryNumber());
        json.writeNumberProperty("attempt", state.attempt());
        json.writeNumberProperty("exchanges", row.exchanges());
        number(json, "status_code", last == null ? null : last.statusCode());
        json.writeName("duration_ms");
        if (last == null) {
            json.writeNull();
        } else {
            json.writeNumber(millis(last.duration()));
        }
        text(json, "error", last == null ? null : last.error());
        text(json, "trigger", last == null ? null : last.trigger().text());
        text(json, "replay_id", row.replay() == null ? null : row.replay().toString());
        @Nullable LastRedrive redrive = row.redrive();
        text(json, "redrive_id", redrive == null ? null : redrive.job().toString());
        time(json, "event_time", row.subject().eventTime());
        time(json, "created_at", row.subject().fannedOutAt());
        time(json, "updated_at", row.updatedAt());
        time(json, "delivered_at", state.deliveredAt());
        deadLetter(json, row.death());
    }

    private static void deadLetter(JsonGenerator json, @Nullable Death death) {
        if (death == null) {
            json.writeNullProperty("dead_letter");
            return;
        }
        json.writeObjectPropertyStart("dead_letter");
        time(json, "at", death.at());
        json.writeNumberProperty("partition", death.partition());
        json.writeNumberProperty("offset", death.offset());
        json.writeEndObject();
    }

    private static void attempt(JsonGenerator json, AttemptView attempt, @Nullable String body) {
        json.writeStartObject();
        json.writeNumberProperty("try", attempt.tryNumber());
        json.writeNumberProperty("number", attempt.attempt());
        time(json, "started_at", attempt.startedAt());
        json.writeStringProperty("status", attempt.succeeded() ? "succeeded" : "failed");
        json.writeStringProperty("outcome", attempt.outcome());
        number(json, "status_code", attempt.statusCode());
        json.writeNumberProperty("duration_ms", millis(Duration.ofNanos(attempt.durationMicros() * 1000)));
        text(json, "error", attempt.error());
        json.writeStringProperty("trigger", attempt.trigger());
        raw(json, "request_headers", attempt.requestHeaders());
        text(json, "request_body", attempt.requestBody() == null ? body : attempt.requestBody());
        raw(json, "response_headers", attempt.responseHeaders());
        text(json, "response_body", attempt.responseBody());
        json.writeEndObject();
    }

    public static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    public static void time(JsonGenerator json, String name, @Nullable Instant value) {
        text(json, name, value == null ? null : value.toString());
    }

    /** JSON that stands in the database as text, character for character. */
    static void raw(JsonGenerator json, String name, @Nullable String value) {
        json.writeName(name);
        json.writeRawValue(value == null ? "null" : value);
    }

    static void number(JsonGenerator json, String name, @Nullable Integer value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static long millis(Duration duration) {
        return duration.plusNanos(500_000).toMillis();
    }
}
