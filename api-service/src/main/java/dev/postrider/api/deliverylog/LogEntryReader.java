package dev.postrider.api.deliverylog;

import dev.postrider.common.event.Attribution;
import dev.postrider.common.event.EventDecoder;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.RejectedCodec;
import dev.postrider.common.wire.RejectedRecord;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of {@code events}, {@code events.rejected} and {@code attempts}; what cannot be read is counted, named by its place, and left out. */
final class LogEntryReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogEntryReader.class);

    private final Topics topics;
    private final EventDecoder events;
    private final LogMetrics metrics;

    LogEntryReader(Topics topics, EventDecoder events, LogMetrics metrics) {
        this.topics = topics;
        this.events = events;
        this.metrics = metrics;
    }

    Optional<LogEntry> read(ConsumerRecord<byte[], byte[]> record) {
        var position = new LogRecord.Position(record.topic(), record.partition(), record.offset());
        try {
            if (record.topic().equals(topics.attempts())) {
                return Optional.of(told(record, position));
            }
            return Optional.of(
                    record.topic().equals(topics.eventsRejected())
                            ? new LogEntry.Rejected(rejected(RejectedCodec.decode(record)), position)
                            : new LogEntry.Published(events.decode(record), position));
        } catch (InvalidEventException e) {
            // Fan-out tells the producer why, on the topic of rejected events.
            metrics.skipped(LogMetrics.Skip.INVALID_EVENT);
            return Optional.empty();
        } catch (UnreadableRecordException e) {
            LOG.error("The delivery log skips a record that it cannot read, at {}: {}", position, e.getMessage());
            metrics.skipped(LogMetrics.Skip.UNREADABLE);
            return Optional.empty();
        }
    }

    private static LogEntry told(ConsumerRecord<byte[], byte[]> record, LogRecord.Position position) {
        return FanOutRoundCodec.isRound(record)
                ? new LogEntry.FannedOut(FanOutRoundCodec.decode(record), position)
                : new LogEntry.Happened(LogCodec.decode(record), position);
    }

    /** What services wrote is nobody's; what producers wrote may be shown to whom it speaks for. */
    private RejectedRow rejected(RejectedRecord record) {
        String topic = record.source().topic();
        boolean fromProducer = topic.equals(topics.events()) || events.isListed(topic);
        return RejectedRow.of(
                record, fromProducer ? events.attribution(topic, record.headers(), record.value()) : Attribution.NONE);
    }
}
