package dev.postrider.api.deliverylog;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** The records of one delivery: what a dispatcher would tell of it. */
record LogSamples(OrganizationId organization, WebhookId webhook, EventId event, EventType type, Instant eventTime) {
    static final String REQUEST_HEADER = "x-webhook-attempt";

    static LogSamples of(String organization, UUID webhook, String event) {
        return new LogSamples(
                new OrganizationId(organization),
                new WebhookId(webhook),
                new EventId(event),
                new EventType("user.created"),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    LogSamples at(Instant time) {
        return new LogSamples(organization, webhook, event, type, time);
    }

    LogSamples typed(String other) {
        return new LogSamples(organization, webhook, event, new EventType(other), eventTime);
    }

    DeliveryId id() {
        return DeliveryId.of(eventTime, organization, event, webhook);
    }

    Subject subject(int tryNumber, int attempt) {
        return new Subject(
                id(), webhook, organization, event, type, eventTime, eventTime.plusMillis(5), tryNumber, attempt);
    }

    LogRecord fannedOut() {
        return new LogRecord.FannedOut(subject(1, 1), eventTime.plusMillis(5), null);
    }

    LogRecord tryStarted(int tryNumber, Duration after) {
        return new LogRecord.TryStarted(
                subject(tryNumber, 1), eventTime.plus(after), Trigger.REDRIVE, UUID.randomUUID());
    }

    LogRecord delivered(int tryNumber, int attempt, Duration after) {
        return attempted(tryNumber, attempt, after, Trigger.EVENT, ok("thanks"), new Next.Delivered());
    }

    LogRecord retrying(int tryNumber, int attempt, Duration after) {
        Instant next = eventTime.plus(after).plusSeconds(60);
        return attempted(tryNumber, attempt, after, Trigger.EVENT, status(503, "busy"), new Next.Retrying(next));
    }

    LogRecord givenUp(int tryNumber, int attempt, Duration after) {
        return attempted(tryNumber, attempt, after, Trigger.RETRY, status(500, "broken"), new Next.GivenUp());
    }

    LogRecord dead(int tryNumber, int attempt, Duration after) {
        return new LogRecord.Dead(
                subject(tryNumber, attempt),
                eventTime.plus(after),
                DeadReason.EXHAUSTED,
                new Position("dead-letter", 2, 42));
    }

    LogRecord cancelled(int tryNumber, int attempt, Duration after) {
        return new LogRecord.Cancelled(
                subject(tryNumber, attempt), eventTime.plus(after), CancelReason.WEBHOOK_DELETED);
    }

    LogRecord held(int tryNumber, int attempt, Duration after, HeldReason reason) {
        return new LogRecord.Held(subject(tryNumber, attempt), eventTime.plus(after), reason);
    }

    LogRecord duplicate(int tryNumber, int attempt, Duration after) {
        return new LogRecord.Duplicate(
                subject(tryNumber, attempt), eventTime.plus(after), new Position("deliveries", 0, 9));
    }

    LogRecord.Attempted attempted(
            int tryNumber, int attempt, Duration after, Trigger trigger, AttemptOutcome outcome, Next next) {
        return new LogRecord.Attempted(
                subject(tryNumber, attempt),
                eventTime.plus(after),
                trigger,
                outcome,
                Map.of(REQUEST_HEADER, Integer.toString(attempt)),
                trigger == Trigger.TEST ? "{\"test\":true}" : null,
                new Position("deliveries", 0, 7),
                next);
    }

    static AttemptOutcome ok(String body) {
        return status(200, body);
    }

    static AttemptOutcome status(int status, String body) {
        return new AttemptOutcome.Responded(status, Map.of("content-type", "text/plain"), body, Duration.ofMillis(12));
    }
}
