package dev.postrider.dispatcher.fanout;

import dev.postrider.common.wire.FanOutRound;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.kafka.FirstStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fan-out's one thread: receives events and works in rounds. A round takes from each partition its share of one slice, waits
 * until all of it is acknowledged, and commits how far each partition is.
 *
 * <pre>
 *   poll ─► where do webhooks end? ─► has the view come there?
 *     ▲                                  │
 *     │             ┌────────────────────┘
 *     │             ▼
 *     └── commit ◄─ acknowledged ◄─ slice of one partition, slice of the next, …
 * </pre>
 *
 * An event of many webhooks takes many rounds. Between them the consumer is polled, other partitions get their shares, and a
 * partition that is taken away is let go: its next owner continues behind the last webhook committed. A crash repeats one
 * round at most, because no round begins before the last is committed.
 */
public final class FanOutLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutLoop.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration VIEW_WAIT = Duration.ofMillis(100);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final FanOut fanOut;
    private final WebhookView view;
    private final EndOfWebhooks end;
    private final FanOutSettings settings;
    private final Complaints complaints;
    private final FanOutCounts counts = new FanOutCounts();

    private final Map<TopicPartition, PartitionEvents> partitions = new HashMap<>();
    /** Where the view must have come before what was received is matched; null until the end was asked. */
    private @Nullable Long goal;

    private long viewAwaitedSinceNanos;
    private boolean commitPending;
    private volatile boolean stopping;

    /**
     * @param consumer not yet subscribed, without automatic commits; closed by this loop
     */
    public FanOutLoop(
            Consumer<byte[], byte[]> consumer,
            List<String> topics,
            FanOut fanOut,
            WebhookView view,
            EndOfWebhooks end,
            FanOutSettings settings) {
        this.consumer = consumer;
        this.topics = List.copyOf(topics);
        this.fanOut = fanOut;
        this.view = view;
        this.end = end;
        this.settings = settings;
        this.complaints = new Complaints(settings.patience());
    }

    /** Asks the loop to finish its round and end. */
    public void stop() {
        stopping = true;
    }

    /** What it has done; for any thread. */
    public FanOutCounts counts() {
        return counts;
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws KafkaException if the broker says what no retry mends; nothing unacknowledged was committed
     */
    @Override
    public void run() {
        try {
            consumer.subscribe(topics, new Assignment());
            while (!stopping) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void step() throws InterruptedException {
        poll(hasWaiting() && !commitPending ? Duration.ZERO : IDLE_POLL);
        if (commitPending) {
            commit();
        }
        if (hasWaiting() && !commitPending && isViewThere()) {
            round();
        }
    }

    private void poll(Duration atMost) {
        for (PartitionEvents events : partitions.values()) {
            if (events.hasWaiting()) {
                consumer.pause(List.of(events.partition));
            } else {
                consumer.resume(List.of(events.partition));
            }
        }
        receive(consumer.poll(atMost));
    }

    private void receive(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            PartitionEvents events = partitions.get(partition);
            if (events == null) {
                throw new IllegalStateException("received a record of " + partition + ", which is not assigned");
            }
            events.receive(records.records(partition));
            goal = null;
            viewAwaitedSinceNanos = System.nanoTime();
        }
    }

    private boolean hasWaiting() {
        return partitions.values().stream().anyMatch(PartitionEvents::hasWaiting);
    }

    /**
     * Whether the view holds each webhook that was acknowledged before any of the received events was published: the end of
     * its topic is asked after they were received.
     */
    private boolean isViewThere() throws InterruptedException {
        try {
            if (goal == null) {
                goal = end.ask();
            }
        } catch (RetriableException e) {
            LOG.atWarn().setCause(e).log("The end of the topic of webhooks is not known; fan-out waits until it is");
            Thread.sleep(settings.retryDelay());
            return false;
        }
        if (view.await(goal, VIEW_WAIT)) {
            return true;
        }
        complaints.about("the view of webhooks", Duration.ofNanos(System.nanoTime() - viewAwaitedSinceNanos));
        return false;
    }

    private void round() throws InterruptedException {
        List<PartitionEvents> active =
                partitions.values().stream().filter(PartitionEvents::hasWaiting).toList();
        try {
            produce(active);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Events were not fanned out; they are tried again");
            active.forEach(PartitionEvents::rollBack);
            counts.forgotten();
            Thread.sleep(settings.retryDelay());
            return;
        }
        active.forEach(PartitionEvents::acknowledge);
        counts.acknowledged();
        commit();
    }

    private void produce(List<PartitionEvents> active) throws InterruptedException {
        // One slice for all of them: that is what a crash repeats.
        int share = Math.max(1, settings.slice() / active.size());
        SendWindow window = fanOut.window(this::keepAlive);
        long seen = view.reached();
        List<FanOutRound.Span> done = new ArrayList<>();
        for (PartitionEvents events : active) {
            long from = events.firstWaiting();
            produce(events, share, window);
            long to = events.progress().offset();
            if (from < to && fanOut.isTold(events.partition.topic())) {
                done.add(new FanOutRound.Span(events.partition.topic(), events.partition.partition(), from, to));
            }
        }
        fanOut.tell(seen, done, window);
        window.await();
    }

    private void produce(PartitionEvents events, int share, SendWindow window) throws InterruptedException {
        int left = share;
        ConsumerRecord<byte[], byte[]> record = events.next();
        while (left > 0 && record != null) {
            Slice slice = fanOut.slice(record, events.progress().resume(record.offset()), left, window);
            events.produced(slice.progress());
            counts.produced(slice);
            left -= Math.max(1, slice.deliveries());
            record = events.next();
        }
    }

    /**
     * Keeps the membership while the broker keeps a slice waiting. A partition that is taken away meanwhile is forgotten, and
     * its next owner repeats the slice.
     */
    private void keepAlive(Duration waited) {
        if (stopping && waited.compareTo(settings.patience()) > 0) {
            throw new FanOutException("stopped while the broker kept fan-out waiting");
        }
        complaints.about("the broker", waited);
        consumer.pause(consumer.assignment());
        receive(consumer.poll(Duration.ZERO));
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionEvents events : partitions.values()) {
            OffsetAndMetadata uncommitted = events.uncommitted();
            if (uncommitted != null) {
                offsets.put(events.partition, uncommitted);
            }
        }
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, COMMIT_TIMEOUT);
            }
            partitions.values().forEach(PartitionEvents::committed);
            commitPending = false;
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            commitPending = true;
            LOG.atWarn().setCause(e).log("A commit of fan-out failed; nothing more is fanned out before one succeeds");
        }
    }

    private void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_TIMEOUT);
        if (settings.leaveOnStop()) {
            options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        }
        consumer.close(options);
    }

    /** Called on this thread, from within a poll. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            Map<TopicPartition, OffsetAndMetadata> committed = FirstStart.seek(consumer, assigned);
            for (TopicPartition partition : assigned) {
                OffsetAndMetadata before = committed.get(partition);
                FanOutProgress progress =
                        before == null ? FanOutProgress.at(consumer.position(partition)) : FanOutProgress.read(before);
                if (progress.webhook() != null) {
                    LOG.atInfo()
                            .addKeyValue("partition", partition)
                            .addKeyValue("offset", progress.offset())
                            .addKeyValue("webhook", progress.webhook())
                            .log("Goes on with an event behind the last webhook that it was fanned out to");
                }
                partitions.put(partition, new PartitionEvents(partition, progress));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (commitPending) {
                commit();
            }
            revoked.forEach(partitions::remove);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            lost.forEach(partitions::remove);
        }
    }
}
