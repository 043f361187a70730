package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one consumer of the log writer; one thread's.
 *
 * <p>What has been polled and is not yet written is in hand. While something is, everything is paused, and polling goes on
 * only to keep the membership; so at most one poll's records are ever in hand.
 */
final class LogSession implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(LogSession.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final LogEntryReader reader;
    private final LogPartitions partitions;
    private final LogStore store;
    private final LogMetrics metrics;
    private final InstantSource clock;
    private final Deadline deadline;
    private final BackOff backOff;
    private final LogPlaces places;
    private final Deque<LogBatch> inHand = new ArrayDeque<>();
    private Instant commitDue = Instant.MIN;
    /** When the oldest of what is in hand came to its topic. */
    private Instant oldest = Instant.MAX;

    LogSession(
            Consumer<byte[], byte[]> consumer,
            LogEntryReader reader,
            LogPartitions partitions,
            LogStore store,
            LogMetrics metrics,
            InstantSource clock,
            DeliveryLogProperties properties) {
        this.consumer = consumer;
        this.reader = reader;
        this.partitions = partitions;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
        this.deadline = new Deadline(properties.writeTimeout());
        this.backOff = new BackOff(clock, properties.maxBackOff());
        this.places = new LogPlaces(consumer, store.offsets(), metrics, deadline);
    }

    /** Polls once and writes at most one batch. */
    void step() {
        ConsumerRecords<byte[], byte[]> records = poll();
        if (!records.isEmpty()) {
            inHand.add(batchOf(records));
            oldest = oldestOf(records);
        }
        if (backOff.isOver()) {
            place();
        }
        LogBatch batch = backOff.isOver() ? inHand.poll() : null;
        if (batch != null) {
            write(batch);
        }
        if (inHand.isEmpty()) {
            consumer.resume(places.placed());
            commitIfDue();
        } else {
            consumer.pause(consumer.assignment());
        }
        metrics.inHand(inHand.stream().mapToInt(LogBatch::size).sum());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        places.displace(assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        places.commit(revoked);
        onPartitionsLost(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        places.forget(lost);
        List<LogBatch> kept = inHand.stream()
                .map(batch -> batch.without(lost))
                .filter(batch -> !batch.isEmpty())
                .toList();
        inHand.clear();
        inHand.addAll(kept);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(!inHand.isEmpty() && backOff.isOver() ? Duration.ZERO : POLL);
        } catch (OffsetOutOfRangeException e) {
            places.displace(e.partitions());
            return ConsumerRecords.empty();
        }
    }

    private static Instant oldestOf(ConsumerRecords<byte[], byte[]> records) {
        return records.partitions().stream()
                .map(partition -> Instant.ofEpochMilli(
                        records.records(partition).getFirst().timestamp()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private LogBatch batchOf(ConsumerRecords<byte[], byte[]> records) {
        List<LogBatch.Span> spans = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
            List<LogEntry> entries = new ArrayList<>(polled.size());
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                reader.read(record).filter(this::isKept).ifPresent(entries::add);
            }
            spans.add(new LogBatch.Span(
                    partition, places.of(partition), polled.getLast().offset() + 1, entries));
        }
        return LogBatch.of(spans);
    }

    private boolean isKept(LogEntry entry) {
        if (partitions.isKept(entry.day())) {
            return true;
        }
        metrics.skipped(LogMetrics.Skip.OTHER_DAY);
        return false;
    }

    private void place() {
        try {
            places.place();
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            unavailable(e);
        }
    }

    private void write(LogBatch batch) {
        Instant start = clock.instant();
        try {
            deadline.awaitEnd(store.write(batch));
        } catch (RuntimeException e) {
            failed(batch, WriteFailure.of(e));
            return;
        }
        backOff.succeeded();
        metrics.written(batch.size(), oldest, start, clock.instant());
        for (LogEntry entry : batch.entries()) {
            if (entry instanceof LogEntry.Rejected rejected) {
                metrics.rejected(rejected.row().record().reason());
            }
        }
        places.advance(batch);
    }

    private void failed(LogBatch batch, WriteFailure failure) {
        switch (failure) {
            case WriteFailure.Superseded _ -> {
                LOG.info("Another writer has advanced {}; reading again from where the log stands", batch.partitions());
                places.displace(batch.partitions());
                // What else is in hand comes from the same poll and stands behind this batch.
                inHand.forEach(behind -> places.displace(behind.partitions()));
                inHand.clear();
            }
            case WriteFailure.Refused(String what) -> refused(batch, what);
            case WriteFailure.Unavailable(Throwable cause) -> {
                inHand.addFirst(batch);
                unavailable(cause);
            }
        }
    }

    /** Looks for the record that is not taken, by halves; alone, it is left out. */
    private void refused(LogBatch batch, String what) {
        List<LogEntry> entries = batch.entries();
        if (entries.size() > 1) {
            List<LogBatch> halves = batch.halves();
            inHand.addFirst(halves.getLast());
            inHand.addFirst(halves.getFirst());
            return;
        }
        if (entries.isEmpty()) {
            // Then it was not the data; halving would never end.
            inHand.addFirst(batch);
            unavailable(new IllegalStateException("the database refuses an empty batch: " + what));
            return;
        }
        LOG.error(
                "The delivery log skips a record that it cannot write ({}), at {}",
                what,
                entries.getFirst().position());
        metrics.skipped(LogMetrics.Skip.UNWRITABLE);
        inHand.addFirst(batch.withoutEntries());
    }

    private void unavailable(Throwable cause) {
        metrics.failed();
        partitions.forget();
        backOff.failed();
        LOG.warn("The delivery log cannot be written and waits, deliveries go on: {}", cause.toString());
    }

    private void commitIfDue() {
        Instant now = clock.instant();
        if (!now.isBefore(commitDue)) {
            commitDue = now.plus(COMMIT_EVERY);
            places.commit(places.placed());
        }
    }
}
