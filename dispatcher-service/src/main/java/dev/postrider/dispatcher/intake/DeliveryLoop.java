package dev.postrider.dispatcher.intake;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Lanes;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery stage's one thread: receives deliveries, admits them to lanes, starts attempts, takes completions from the
 * mailbox and commits the frontier.
 *
 * <pre>
 *   poll ─► tracker ─► backlog ─► lane ─► attempt … hand-over
 *                                                      │
 *   commit ◄─ tracker ◄──────── mailbox ◄──────────────┘
 * </pre>
 *
 * Nothing else touches the consumer, the trackers or the lanes. The frontier passes a record only after its result was
 * acknowledged by the broker.
 */
public final class DeliveryLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration BUSY_WAIT = Duration.ofMillis(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final IntakeSettings settings;
    private final WebhookView view;
    private final Lanes lanes;
    private final java.util.function.Consumer<Admitted> starter;
    private final Mailbox mailbox;
    private final Ownership ownership;
    private final UnreadableRecords unreadable;

    private final Map<TopicPartition, PartitionIntake> partitions = new HashMap<>();
    private final FrontierCommits commits;
    private long epochs;
    private volatile boolean stopping;

    /**
     * @param consumer not yet subscribed, without automatic commits; closed by this loop
     * @param starter starts an attempt and returns at once
     */
    public DeliveryLoop(
            Consumer<byte[], byte[]> consumer,
            String topic,
            IntakeSettings settings,
            WebhookView view,
            Lanes lanes,
            java.util.function.Consumer<Admitted> starter,
            Mailbox mailbox,
            Ownership ownership,
            UnreadableRecords unreadable) {
        this.consumer = consumer;
        this.topic = topic;
        this.settings = settings;
        this.view = view;
        this.lanes = lanes;
        this.starter = starter;
        this.mailbox = mailbox;
        this.ownership = ownership;
        this.unreadable = unreadable;
        this.commits = new FrontierCommits(consumer, partitions, settings.commitInterval());
    }

    /** Asks the loop to drain what is in flight and end. */
    public void stop() {
        stopping = true;
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws KafkaException if the broker says what no retry mends; nothing incomplete was committed
     */
    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(topic), new Assignment());
            while (!stopping) {
                step();
            }
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void step() throws InterruptedException {
        boolean busy = lanes.active() > 0 || hasBacklog();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? Duration.ZERO : IDLE_POLL);
        records.forEach(this::receive);
        admit();
        if (view.isFresh(System.nanoTime(), settings.viewMaxAge())) {
            lanes.startReady(this::start);
        }
        pauseAndResume();
        settle(busy && records.isEmpty() ? BUSY_WAIT : Duration.ZERO);
        commits.commitIfDue();
    }

    private void receive(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        PartitionIntake intake = partitions.get(partition);
        if (intake == null) {
            throw new IllegalStateException("received a record of " + partition + ", which is not assigned");
        }
        if (!intake.tracker.receive(record.offset())) {
            return;
        }
        try {
            Delivery delivery = DeliveryCodec.decode(record);
            intake.backlog.add(new Admitted(partition, intake.epoch, record.offset(), delivery));
            intake.admittedBytes += delivery.body().length;
        } catch (UnreadableRecordException e) {
            unreadable.putAside(record, e);
            intake.tracker.complete(record.offset());
        }
    }

    /** Moves deliveries from the backlogs to their lanes, in order, as far as lanes have room and the view has come. */
    private void admit() {
        for (PartitionIntake intake : partitions.values()) {
            Admitted head = intake.backlog.peek();
            while (head != null && isJudgeable(head, intake) && lanes.offer(head)) {
                intake.backlog.remove();
                intake.headWaitsSinceNanos = null;
                head = intake.backlog.peek();
            }
        }
    }

    /** Whether the view has come as far as fan-out's had; a view at the topic's end never comes further. */
    private boolean isJudgeable(Admitted head, PartitionIntake intake) {
        if (head.delivery().webhooksOffset() <= view.reached()) {
            return true;
        }
        Long since = intake.headWaitsSinceNanos;
        if (since == null) {
            intake.headWaitsSinceNanos = System.nanoTime();
            return false;
        }
        if (!view.isConfirmedSince(since)) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("partition", head.partition())
                .addKeyValue("offset", head.offset())
                .log("A delivery names an offset beyond the end of the topic of webhooks; was that topic made anew?");
        return true;
    }

    private void start(Admitted admitted) {
        PartitionIntake intake = partitions.get(admitted.partition());
        if (intake == null || intake.epoch != admitted.epoch()) {
            throw new IllegalStateException("a delivery of a lost partition stood in a lane");
        }
        intake.inFlight++;
        starter.accept(admitted);
    }

    private void settle(Duration atMost) throws InterruptedException {
        for (Admitted done : mailbox.take(atMost)) {
            lanes.release(done.delivery().webhook());
            PartitionIntake intake = partitions.get(done.partition());
            if (intake != null && intake.epoch == done.epoch()) {
                intake.tracker.complete(done.offset());
                intake.inFlight--;
                intake.admittedBytes -= done.delivery().body().length;
            } else {
                LOG.atInfo()
                        .addKeyValue("partition", done.partition())
                        .addKeyValue("offset", done.offset())
                        .log("A delivery completed after its partition was taken away; the new owner decides");
            }
        }
    }

    private void pauseAndResume() {
        int pauseAt = settings.maxAdmitted() - IntakeSettings.MAX_POLL_RECORDS;
        for (PartitionIntake intake : partitions.values()) {
            boolean full = intake.isFull(pauseAt, settings.maxAdmittedBytes());
            if (full != intake.paused) {
                if (full) {
                    consumer.pause(List.of(intake.partition));
                } else {
                    consumer.resume(List.of(intake.partition));
                }
                intake.paused = full;
            }
        }
    }

    /** Starts nothing more and waits for what is in flight; what only waited is not complete and comes again. */
    private void drain() throws InterruptedException {
        lanes.drop(admitted -> true);
        long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
        while (lanes.inFlight() > 0 && System.nanoTime() < deadline) {
            consumer.pause(consumer.assignment());
            // Keeps the membership alive; everything is paused, so nothing comes.
            consumer.poll(Duration.ZERO);
            settle(BUSY_WAIT);
        }
        if (lanes.inFlight() > 0) {
            LOG.warn(
                    "{} deliveries were still in flight at the end of the drain; they are sent again",
                    lanes.inFlight());
        }
        commits.commitNow(partitions.keySet());
    }

    private void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_TIMEOUT);
        if (settings.leaveOnStop()) {
            options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        }
        consumer.close(options);
    }

    private boolean hasBacklog() {
        return partitions.values().stream().anyMatch(intake -> !intake.backlog.isEmpty());
    }

    /** Called on this thread, from within a poll. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            Map<TopicPartition, CommittedProgress> progress = StartPositions.seek(consumer, assigned);
            progress.forEach((partition, before) -> {
                PartitionIntake intake = new PartitionIntake(partition, ++epochs, before);
                partitions.put(partition, intake);
                ownership.own(partition, intake.epoch);
            });
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            forgetQueued(revoked);
            try {
                awaitInFlight(revoked);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            commits.commitNow(revoked);
            revoked.forEach(this::release);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            forgetQueued(lost);
            lost.forEach(this::release);
        }

        private void forgetQueued(Collection<TopicPartition> which) {
            lanes.drop(admitted -> which.contains(admitted.partition()));
            which.forEach(partition -> {
                PartitionIntake intake = partitions.get(partition);
                if (intake != null) {
                    intake.backlog.clear();
                }
            });
        }

        private void awaitInFlight(Collection<TopicPartition> revoked) throws InterruptedException {
            long deadline = System.nanoTime() + settings.revokeTimeout().toNanos();
            while (isInFlight(revoked) && System.nanoTime() < deadline) {
                settle(BUSY_WAIT);
            }
        }

        private boolean isInFlight(Collection<TopicPartition> which) {
            return which.stream().map(partitions::get).anyMatch(intake -> intake != null && intake.inFlight > 0);
        }

        private void release(TopicPartition partition) {
            partitions.remove(partition);
            ownership.release(partition);
        }
    }
}
