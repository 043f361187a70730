package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.Uuids;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what {@link LogJsonWriter} writes. */
final class LogJsonReader {
    private LogJsonReader() {}

    static LogRecord read(String kind, JsonNode json) {
        Subject subject = subject(json);
        Instant at = time(json, "at");
        return switch (kind) {
            case LogJsonWriter.FANNED_OUT -> new LogRecord.FannedOut(subject, at, id(json, "replay_id"));
            case LogJsonWriter.TRY_STARTED ->
                new LogRecord.TryStarted(subject, at, Trigger.parse(text(json, "trigger")), id(json, "job_id"));
            case LogJsonWriter.ATTEMPT -> attempted(subject, at, json);
            case LogJsonWriter.DEAD ->
                new LogRecord.Dead(
                        subject, at, DeadReason.parse(text(json, "reason")), position(json.required("dead_letter")));
            case LogJsonWriter.CANCELLED ->
                new LogRecord.Cancelled(subject, at, CancelReason.parse(text(json, "reason")));
            case LogJsonWriter.HELD -> new LogRecord.Held(subject, at, HeldReason.parse(text(json, "reason")));
            case LogJsonWriter.DUPLICATE -> new LogRecord.Duplicate(subject, at, position(json.required("source")));
            default -> throw new IllegalArgumentException("unknown kind '" + kind + "'");
        };
    }

    private static Subject subject(JsonNode json) {
        return new Subject(
                DeliveryId.parse(text(json, "delivery_id")),
                WebhookId.parse(text(json, "webhook_id")),
                new OrganizationId(text(json, "organization_id")),
                new EventId(text(json, "event_id")),
                new EventType(text(json, "event_type")),
                time(json, "event_time"),
                time(json, "fanned_out_at"),
                json.required("try").intValue(),
                json.required("attempt").intValue());
    }

    private static LogRecord.Attempted attempted(Subject subject, Instant at, JsonNode json) {
        JsonNode body = json.get("request_body");
        JsonNode source = json.get("source");
        return new LogRecord.Attempted(
                subject,
                at,
                Trigger.parse(text(json, "trigger")),
                outcome(json.required("outcome")),
                strings(json.required("request_headers")),
                body == null ? null : body.stringValue(),
                source == null ? null : position(source),
                next(json));
    }

    private static AttemptOutcome outcome(JsonNode json) {
        Duration duration = Duration.ofNanos(json.required("duration_us").longValue() * 1000);
        @Nullable JsonNode status = json.get("status_code");
        if (status != null) {
            return new AttemptOutcome.Responded(
                    status.intValue(), strings(json.required("headers")), text(json, "body"), duration);
        }
        return new AttemptOutcome.Failed(FailureKind.parse(text(json, "failure")), text(json, "error"), duration);
    }

    private static Next next(JsonNode json) {
        String next = text(json, "next");
        return switch (next) {
            case "delivered" -> new Next.Delivered();
            case "retrying" -> new Next.Retrying(time(json, "next_attempt_at"));
            case "given_up" -> new Next.GivenUp();
            default -> throw new IllegalArgumentException("unknown next '" + next + "'");
        };
    }

    private static Position position(JsonNode json) {
        return new Position(
                text(json, "topic"),
                json.required("partition").intValue(),
                json.required("offset").longValue());
    }

    private static Map<String, String> strings(JsonNode json) {
        Map<String, String> values = new LinkedHashMap<>();
        json.forEachEntry((name, value) -> values.put(name, value.stringValue()));
        return values;
    }

    private static @Nullable UUID id(JsonNode json, String name) {
        JsonNode id = json.get(name);
        return id == null ? null : Uuids.parse(id.stringValue());
    }

    private static Instant time(JsonNode json, String name) {
        return Instant.parse(text(json, name));
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).stringValue();
    }
}
