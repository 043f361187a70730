package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes log records as JSON. */
final class LogJsonWriter {
    static final String FANNED_OUT = "fanned_out";
    static final String ATTEMPT = "attempt";
    static final String DEAD = "dead";
    static final String CANCELLED = "cancelled";
    static final String HELD = "held";
    static final String DUPLICATE = "duplicate";

    private LogJsonWriter() {}

    static String kind(LogRecord record) {
        if (record instanceof LogRecord.FannedOut) {
            return FANNED_OUT;
        }
        if (record instanceof LogRecord.Attempted) {
            return ATTEMPT;
        }
        if (record instanceof LogRecord.Dead) {
            return DEAD;
        }
        if (record instanceof LogRecord.Cancelled) {
            return CANCELLED;
        }
        return record instanceof LogRecord.Held ? HELD : DUPLICATE;
    }

    static void write(JsonGenerator generator, LogRecord record) {
        generator.writeStartObject();
        subject(generator, record.subject());
        generator.writeStringProperty("at", record.at().toString());
        if (record instanceof LogRecord.Attempted attempted) {
            attempted(generator, attempted);
        } else if (record instanceof LogRecord.Dead dead) {
            generator.writeStringProperty("reason", dead.reason().text());
            position(generator, "dead_letter", dead.deadLetter());
        } else if (record instanceof LogRecord.Cancelled cancelled) {
            generator.writeStringProperty("reason", cancelled.reason().text());
        } else if (record instanceof LogRecord.Held held) {
            generator.writeStringProperty("reason", held.reason().text());
        } else if (record instanceof LogRecord.Duplicate duplicate) {
            position(generator, "source", duplicate.source());
        }
        generator.writeEndObject();
    }

    private static void subject(JsonGenerator generator, Subject subject) {
        generator.writeStringProperty("delivery_id", subject.delivery().toString());
        generator.writeStringProperty("webhook_id", subject.webhook().toString());
        generator.writeStringProperty("organization_id", subject.organization().value());
        generator.writeStringProperty("event_id", subject.event().value());
        generator.writeStringProperty("event_type", subject.type().value());
        generator.writeStringProperty("event_time", subject.eventTime().toString());
        generator.writeStringProperty("fanned_out_at", subject.fannedOutAt().toString());
        generator.writeNumberProperty("try", subject.tryNumber());
        generator.writeNumberProperty("attempt", subject.attempt());
    }

    private static void attempted(JsonGenerator generator, LogRecord.Attempted attempted) {
        generator.writeStringProperty("trigger", attempted.trigger().text());
        generator.writeName("outcome");
        outcome(generator, attempted.outcome());
        strings(generator, "request_headers", attempted.requestHeaders());
        String requestBody = attempted.requestBody();
        if (requestBody != null) {
            generator.writeStringProperty("request_body", requestBody);
        }
        Position source = attempted.source();
        if (source != null) {
            position(generator, "source", source);
        }
        next(generator, attempted.next());
    }

    private static void outcome(JsonGenerator generator, AttemptOutcome outcome) {
        generator.writeStartObject();
        generator.writeStringProperty("class", outcome.className());
        generator.writeNumberProperty("duration_us", outcome.duration().toNanos() / 1000);
        if (outcome instanceof AttemptOutcome.Responded responded) {
            generator.writeNumberProperty("status_code", responded.status());
            strings(generator, "headers", responded.headers());
            generator.writeStringProperty("body", responded.body());
        } else if (outcome instanceof AttemptOutcome.Failed failed) {
            generator.writeStringProperty("failure", failed.kind().text());
            generator.writeStringProperty("error", failed.error());
        }
        generator.writeEndObject();
    }

    private static void next(JsonGenerator generator, Next next) {
        if (next instanceof Next.Retrying retrying) {
            generator.writeStringProperty("next", "retrying");
            generator.writeStringProperty(
                    "next_attempt_at", retrying.nextAttemptAt().toString());
        } else {
            generator.writeStringProperty("next", next instanceof Next.Delivered ? "delivered" : "given_up");
        }
    }

    private static void strings(JsonGenerator generator, String name, Map<String, String> values) {
        generator.writeObjectPropertyStart(name);
        values.forEach(generator::writeStringProperty);
        generator.writeEndObject();
    }

    private static void position(JsonGenerator generator, String name, Position position) {
        generator.writeObjectPropertyStart(name);
        generator.writeStringProperty("topic", position.topic());
        generator.writeNumberProperty("partition", position.partition());
        generator.writeNumberProperty("offset", position.offset());
        generator.writeEndObject();
    }
}
