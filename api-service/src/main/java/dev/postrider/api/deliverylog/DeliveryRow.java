package dev.postrider.api.deliverylog;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.LogRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the log keeps it: all that its records have told so far. Merging is the same in every order and grouping, and
 * all but the number of exchanges is the same however often a record is repeated.
 *
 * @param replay the replay that made it; null for an event's own
 * @param exchanges how many records of exchanges went into this row
 * @param updatedAt when the last thing happened to it
 */
public record DeliveryRow(
        DeliveryId id,
        DeliverySubject subject,
        DeliveryState state,
        @Nullable LastExchange last,
        @Nullable Death death,
        @Nullable UUID replay,
        @Nullable LastRedrive redrive,
        int exchanges,
        Instant updatedAt) {

    /** The row that one record makes. */
    static DeliveryRow of(LogRecord record) {
        Instant at = Micros.of(record.at());
        return switch (record) {
            case LogRecord.FannedOut fannedOut ->
                row(record, DeliveryStatus.PENDING, null, null, fannedOut.replay(), null);
            case LogRecord.TryStarted started ->
                row(record, DeliveryStatus.PENDING, null, null, null, redrive(started));
            case LogRecord.Attempted attempted -> of(attempted);
            case LogRecord.Dead dead ->
                row(
                        record,
                        DeliveryStatus.DEAD,
                        dead.reason().text(),
                        new Death(
                                at,
                                dead.deadLetter().partition(),
                                dead.deadLetter().offset()),
                        null,
                        null);
            case LogRecord.Cancelled cancelled ->
                row(record, DeliveryStatus.CANCELLED, cancelled.reason().text(), null, null, null);
            case LogRecord.Held held ->
                row(record, DeliveryStatus.HELD, held.reason().text(), null, null, null);
            // Its slot is told of by the record whose copy it was.
            case LogRecord.Duplicate _ -> row(record, DeliveryStatus.PENDING, null, null, null, null);
        };
    }

    private static DeliveryRow row(
            LogRecord record,
            DeliveryStatus status,
            @Nullable String reason,
            @Nullable Death death,
            @Nullable UUID replay,
            @Nullable LastRedrive redrive) {
        LogRecord.Subject of = record.subject();
        Instant at = Micros.of(record.at());
        DeliveryState state = state(of, status, at, reason);
        return new DeliveryRow(of.delivery(), DeliverySubject.of(of), state, null, death, replay, redrive, 0, at);
    }

    private static DeliveryRow of(LogRecord.Attempted attempted) {
        LogRecord.Subject of = attempted.subject();
        Instant at = Micros.of(attempted.at());
        LastExchange exchange = LastExchange.of(attempted);
        Instant end = at.plus(exchange.duration());
        return new DeliveryRow(
                of.delivery(), DeliverySubject.of(of), after(attempted, at, end), exchange, null, null, null, 1, end);
    }

    private static @Nullable LastRedrive redrive(LogRecord.TryStarted started) {
        UUID job = started.job();
        return job == null ? null : new LastRedrive(started.subject().tryNumber(), job);
    }

    DeliveryRow merge(DeliveryRow other) {
        return new DeliveryRow(
                id,
                subject.earliest(other.subject),
                state.max(other.state),
                LastExchange.max(last, other.last),
                Death.max(death, other.death),
                replay != null ? replay : other.replay,
                LastRedrive.max(redrive, other.redrive),
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

    private static DeliveryState state(
            LogRecord.Subject of, DeliveryStatus status, Instant at, @Nullable String reason) {
        return DeliveryState.of(of.tryNumber(), of.attempt(), status, at, reason);
    }
}
