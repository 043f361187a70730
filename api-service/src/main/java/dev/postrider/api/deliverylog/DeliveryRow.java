package dev.postrider.api.deliverylog;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.LogRecord;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the log keeps it: all that its records have told so far. Merging is the same in every order and grouping, and
 * all but the number of exchanges is the same however often a record is repeated.
 *
 * @param exchanges how many records of exchanges went into this row
 * @param updatedAt when the last thing happened to it
 */
public record DeliveryRow(
        DeliveryId id,
        DeliverySubject subject,
        DeliveryState state,
        @Nullable LastExchange last,
        @Nullable Death death,
        int exchanges,
        Instant updatedAt) {

    /** The row that one record makes. */
    static DeliveryRow of(LogRecord record) {
        LogRecord.Subject of = record.subject();
        DeliverySubject subject = new DeliverySubject(
                of.organization(),
                of.webhook(),
                of.event(),
                of.type(),
                Micros.of(of.eventTime()),
                Micros.of(of.fannedOutAt()));
        Instant at = Micros.of(record.at());
        return switch (record) {
            case LogRecord.FannedOut _, LogRecord.TryStarted _ ->
                new DeliveryRow(of.delivery(), subject, state(of, DeliveryStatus.PENDING, at), null, null, 0, at);
            case LogRecord.Attempted attempted -> {
                LastExchange exchange = LastExchange.of(attempted);
                Instant end = at.plus(exchange.duration());
                yield new DeliveryRow(of.delivery(), subject, after(attempted, at, end), exchange, null, 1, end);
            }
            case LogRecord.Dead dead ->
                new DeliveryRow(
                        of.delivery(),
                        subject,
                        state(of, DeliveryStatus.DEAD, at, dead.reason().text()),
                        null,
                        new Death(
                                at,
                                dead.deadLetter().partition(),
                                dead.deadLetter().offset()),
                        0,
                        at);
            case LogRecord.Cancelled cancelled ->
                new DeliveryRow(
                        of.delivery(),
                        subject,
                        state(
                                of,
                                DeliveryStatus.CANCELLED,
                                at,
                                cancelled.reason().text()),
                        null,
                        null,
                        0,
                        at);
            case LogRecord.Held held ->
                new DeliveryRow(
                        of.delivery(),
                        subject,
                        state(of, DeliveryStatus.HELD, at, held.reason().text()),
                        null,
                        null,
                        0,
                        at);
            // Its slot is told of by the record whose copy it was.
            case LogRecord.Duplicate _ ->
                new DeliveryRow(of.delivery(), subject, state(of, DeliveryStatus.PENDING, at), null, null, 0, at);
        };
    }

    DeliveryRow merge(DeliveryRow other) {
        return new DeliveryRow(
                id,
                subject.earliest(other.subject),
                state.max(other.state),
                LastExchange.max(last, other.last),
                Death.max(death, other.death),
                exchanges + other.exchanges,
                updatedAt.isBefore(other.updatedAt) ? other.updatedAt : updatedAt);
    }

    /** Whether its webhook's counters leave it out: it tested or probed the endpoint. */
    public boolean isTest() {
        return last != null && last.isTest();
    }

    /** Whether an exchange of the try that it stands in was made. */
    public boolean wasAttempted() {
        return last != null && last.tryNumber() == state.tryNumber();
    }

    /** The UTC day whose partitions keep it. */
    public LocalDate day() {
        return LogEntry.dayOf(id.day());
    }

    /** What a record about it says of it at an attempt. */
    public LogRecord.Subject at(int tryNumber, int attempt) {
        return new LogRecord.Subject(
                id,
                subject.webhook(),
                subject.organization(),
                subject.event(),
                subject.type(),
                subject.eventTime(),
                subject.fannedOutAt(),
                tryNumber,
                attempt);
    }

    private static DeliveryState after(LogRecord.Attempted attempted, Instant at, Instant end) {
        LogRecord.Subject of = attempted.subject();
        return switch (attempted.next()) {
            case LogRecord.Next.Delivered _ ->
                new DeliveryState(of.tryNumber(), of.attempt(), DeliveryStatus.DELIVERED, at, null, null, end, false);
            case LogRecord.Next.Retrying retrying ->
                new DeliveryState(
                        of.tryNumber(),
                        of.attempt(),
                        DeliveryStatus.RETRYING,
                        at,
                        null,
                        Micros.of(retrying.nextAttemptAt()),
                        null,
                        false);
            case LogRecord.Next.GivenUp _ ->
                switch (attempted.trigger()) {
                    case TEST -> state(of, DeliveryStatus.DEAD, at, DeliveryReasons.TEST_FAILED);
                    case PROBE -> state(of, DeliveryStatus.DEAD, at, DeliveryReasons.PROBE_FAILED);
                    // Until its dead letter is acknowledged nothing is settled: after a crash the attempt is made
                    // again.
                    // Tests and probes have no dead letter, so for them this is the end.
                    case EVENT, RETRY, MANUAL, REDRIVE, REPLAY ->
                        new DeliveryState(
                                of.tryNumber(), of.attempt(), DeliveryStatus.PENDING, at, null, null, null, true);
                };
        };
    }

    private static DeliveryState state(LogRecord.Subject of, DeliveryStatus status, Instant at) {
        return DeliveryState.of(of.tryNumber(), of.attempt(), status, at, null);
    }

    private static DeliveryState state(LogRecord.Subject of, DeliveryStatus status, Instant at, String reason) {
        return DeliveryState.of(of.tryNumber(), of.attempt(), status, at, reason);
    }
}
