package dev.postrider.api.deliverylog;

import dev.postrider.common.event.Event;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.LogRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A record that the log keeps, with the place where it stood. */
sealed interface LogEntry {
    LogRecord.Position position();

    /** The day whose partitions keep its rows. */
    LogDay day();

    /** An event as published. */
    record Published(Event event, LogRecord.Position position) implements LogEntry {
        @Override
        public LogDay day() {
            return new LogDay(LogKind.EVENTS, dayOf(event.appendedAt()));
        }
    }

    /** Something that happened to a delivery. */
    record Happened(LogRecord record, LogRecord.Position position) implements LogEntry {
        @Override
        public LogDay day() {
            return new LogDay(
                    LogKind.DELIVERIES, dayOf(record.subject().delivery().day()));
        }
    }

    /** A round of fan-out, of which rows are kept that belong to no day. */
    record FannedOut(FanOutRound round, LogRecord.Position position) implements LogEntry {
        @Override
        public LogDay day() {
            return new LogDay(LogKind.EVENTS, dayOf(round.at()));
        }
    }

    /** A record that was rejected. */
    record Rejected(RejectedRow row, LogRecord.Position position) implements LogEntry {
        @Override
        public LogDay day() {
            return new LogDay(LogKind.REJECTED, dayOf(row.id().day()));
        }
    }

    static LocalDate dayOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
