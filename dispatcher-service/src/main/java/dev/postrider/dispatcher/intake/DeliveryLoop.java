package dev.postrider.dispatcher.intake;

import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.UnreadableRecordException;
import dev.postrider.dispatcher.attempt.AttemptRunner;
import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.controls.Controls;
import dev.postrider.dispatcher.lane.Admitted;
import dev.postrider.dispatcher.lane.Judge;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import dev.postrider.dispatcher.lane.LaneSurvey;
import dev.postrider.dispatcher.lane.Lanes;
import dev.postrider.dispatcher.shelf.LaneRecovery;
import dev.postrider.dispatcher.shelf.Recovered;
import dev.postrider.dispatcher.shelf.UnreadableRecords;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery stage's one thread: receives deliveries, admits them to lanes, starts attempts, takes what other threads have to
 * tell from the mailbox and commits the frontier.
 *
 * <pre>
 *   poll ─► tracker ─► backlog ─► lane ─► attempt ─► hand-over
 *                                  │ ▲                   │
 *                                  ▼ │                   │
 *                                 shelf                  │
 *   commit ◄─ tracker ◄──────── mailbox ◄────────────────┘
 * </pre>
 *
 * Nothing else touches the consumer, the trackers or the lanes. The frontier passes a record only after its result, or its
 * place on the shelf, was acknowledged by the broker.
 */
public final class DeliveryLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration BUSY_PAUSE = Duration.ofMillis(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long SHELF_DONE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final IntakeSettings settings;
    private final WebhookView view;
    private final Controls controls;
    private final Lanes lanes;
    private final Mailbox mailbox;
    private final Ownership ownership;
    private final LaneRecovery recovery;
    private final UnreadableRecords unreadable;

    private final Map<Integer, PartitionIntake> partitions = new HashMap<>();
    private final Judge judge;
    private final Departures departures;
    private final FrontierCommits commits;
    private long epochs;
    private long shelfDoneAtNanos = System.nanoTime();
    private volatile Map<TopicPartition, Long> shelfDone = Map.of();
    private volatile LaneSurvey survey = LaneSurvey.NOTHING;
    private volatile boolean stopping;

    /**
     * @param consumer not yet subscribed, without automatic commits; closed by this loop
     * @param runner starts attempts and returns at once
     * @param handOver takes what deliveries came to of which nothing is sent
     */
    public DeliveryLoop(
            Consumer<byte[], byte[]> consumer,
            Topics topics,
            IntakeSettings settings,
            WebhookView view,
            Controls controls,
            Lanes lanes,
            java.util.function.Consumer<List<AttemptRunner.Start>> runner,
            java.util.function.Consumer<Finished> handOver,
            Mailbox mailbox,
            Ownership ownership,
            LaneRecovery recovery,
            UnreadableRecords unreadable,
            InstantSource clock) {
        this.consumer = consumer;
        this.topics = topics;
        this.settings = settings;
        this.view = view;
        this.controls = controls;
        this.lanes = lanes;
        this.mailbox = mailbox;
        this.ownership = ownership;
        this.recovery = recovery;
        this.unreadable = unreadable;
        this.judge = new DeliveryJudge(view, partitions);
        this.departures = new Departures(partitions, runner, handOver, clock);
        this.commits = new FrontierCommits(consumer, partitions, settings.commitInterval());
    }

    /** Asks the loop to drain what is in flight and end. */
    public void stop() {
        stopping = true;
    }

    /** For each partition of the shelf that is owned the offset below which nothing is needed; for any thread. */
    public Map<TopicPartition, Long> shelfDone() {
        return shelfDone;
    }

    /** What lanes came to within the last second or so; for any thread. */
    public LaneSurvey survey() {
        return survey;
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws KafkaException if the broker says what no retry mends; nothing incomplete was committed
     */
    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(topics.deliveries()), new Assignment());
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
        boolean busy = lanes.isBusy() || hasWork();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? Duration.ZERO : idle());
        long now = System.nanoTime();
        records.forEach(record -> receive(record, now));
        admit(now);
        partitions.values().forEach(intake -> intake.lookAtControls(now, settings.viewMaxAge()));
        lanes.tick(judge, departures, now);
        if (view.isFresh(now, settings.viewMaxAge())) {
            lanes.startReady(judge, departures, now);
            departures.go();
        }
        pauseAndResume();
        settle(busy && records.isEmpty() ? BUSY_PAUSE : Duration.ZERO);
        commits.commitIfDue();
        publishShelfDone(now);
    }

    /** How long nothing is to be done. On a view that is too old nothing starts, so lanes that would wake do not count. */
    private Duration idle() {
        long now = System.nanoTime();
        return view.isFresh(now, settings.viewMaxAge()) ? min(IDLE_POLL, lanes.untilNextWake(now)) : IDLE_POLL;
    }

    private void receive(ConsumerRecord<byte[], byte[]> record, long now) {
        PartitionIntake intake = partitions.get(record.partition());
        if (intake == null) {
            throw new IllegalStateException("received a record of partition " + record.partition() + ", not assigned");
        }
        if (!intake.tracker.receive(record.offset())) {
            return;
        }
        try {
            Admitted admitted = new Admitted(
                    Admitted.Origin.DELIVERIES,
                    intake.partition,
                    intake.epoch,
                    record.offset(),
                    DeliveryCodec.decode(record),
                    now);
            intake.backlog.add(admitted);
            intake.admittedBytes += admitted.delivery().body().length;
        } catch (UnreadableRecordException e) {
            unreadable.putAside(record, e);
            intake.tracker.complete(record.offset());
        }
    }

    /** Moves deliveries from the backlogs to their lanes, in order, as far as lanes take them. */
    private void admit(long now) {
        for (PartitionIntake intake : partitions.values()) {
            for (Admitted head = intake.backlog.peek();
                    head != null && lanes.offer(head, now);
                    head = intake.backlog.peek()) {
                intake.backlog.remove();
            }
        }
    }

    private void settle(Duration pause) throws InterruptedException {
        List<Message> messages = mailbox.take(pause);
        long now = System.nanoTime();
        for (Message message : messages) {
            switch (message) {
                case Message.Answered(var attempted) ->
                    lanes.answered(attempted.admitted(), attempted.webhook(), attempted.outcome(), now);
                case Message.Completed(Finished finished) -> complete(finished, now);
                case Message.Shelved(var partition, var lane, var batch, var shelf, var offsets) -> {
                    lanes.shelved(partition, lane, batch, shelf, offsets, now);
                    batch.stream().filter(one -> !one.isShelved()).forEach(this::completeRecord);
                }
                case Message.Written(var partition, var lane, var behind) ->
                    lanes.written(partition, lane, behind, now);
                case Message.Read(var page) -> lanes.read(page, now);
                case Message.PartitionRecovered(Recovered what) -> open(what, now);
                case Message.Intruded(int partition, long epoch, var lane) ->
                    lanes.intruded(partition, epoch, lane, now);
            }
        }
    }

    private void complete(Finished finished, long now) {
        Admitted admitted = finished.admitted();
        PartitionIntake intake = current(admitted);
        if (intake == null) {
            LOG.atInfo()
                    .addKeyValue("partition", admitted.source())
                    .addKeyValue("offset", admitted.offset())
                    .log("A delivery completed after its partition was taken away; the new owner decides");
        } else {
            intake.underWay--;
        }
        if (finished instanceof Finished.Attempted attempted
                && attempted.retriedAtItsPlace().isPresent()) {
            lanes.headFailed(admitted, attempted.retriedAtItsPlace().get(), now);
        } else if (lanes.completed(admitted)) {
            completeRecord(admitted);
        }
    }

    private void completeRecord(Admitted admitted) {
        PartitionIntake intake = current(admitted);
        if (intake != null) {
            intake.complete(admitted);
        }
    }

    private void open(Recovered what, long now) {
        PartitionIntake intake = partitions.get(what.partition());
        if (intake != null && intake.epoch == what.epoch()) {
            intake.started.refill(what.started());
            PartitionId id = new PartitionId(what.partition(), what.epoch(), what.generation());
            lanes.open(id, what.shelfEnd(), what.behind(), now);
            intake.open = true;
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

    private void publishShelfDone(long now) {
        if (now - shelfDoneAtNanos >= SHELF_DONE_NANOS) {
            shelfDoneAtNanos = now;
            Map<TopicPartition, Long> done = new HashMap<>();
            lanes.shelfDone().forEach((number, offset) -> done.put(new TopicPartition(topics.shelf(), number), offset));
            shelfDone = Map.copyOf(done);
            survey = lanes.survey();
        }
    }

    /** Starts nothing more and waits for what is under way; what only waited is not complete and comes again. */
    private void drain() throws InterruptedException {
        partitions.values().forEach(this::closeLanes);
        long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
        while (isUnderWay(partitions.values()) && System.nanoTime() < deadline) {
            consumer.pause(consumer.assignment());
            // Keeps the membership alive; everything is paused, so nothing comes.
            consumer.poll(Duration.ZERO);
            settle(BUSY_PAUSE);
        }
        if (lanes.underWay() > 0) {
            LOG.warn("{} deliveries were under way at the end of the drain; they are sent again", lanes.underWay());
        }
        commits.commitNow(partitions.values());
    }

    private void closeLanes(PartitionIntake intake) {
        intake.backlog.clear();
        lanes.close(intake.partition.partition());
    }

    private boolean isUnderWay(Collection<PartitionIntake> which) {
        long now = System.nanoTime();
        boolean quiet = true;
        for (PartitionIntake intake : which) {
            quiet &= intake.underWay == 0 && lanes.isQuiet(intake.partition.partition(), now);
        }
        return !quiet;
    }

    private void close() {
        CloseOptions options = CloseOptions.timeout(CLOSE_TIMEOUT);
        if (settings.leaveOnStop()) {
            options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        }
        consumer.close(options);
    }

    /** Whether something comes to pass without a record being received. */
    private boolean hasWork() {
        return partitions.values().stream().anyMatch(intake -> !intake.open || !intake.backlog.isEmpty());
    }

    private @Nullable PartitionIntake current(Admitted admitted) {
        PartitionIntake intake = partitions.get(admitted.partition());
        return intake != null && intake.epoch == admitted.epoch() ? intake : null;
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) <= 0 ? left : right;
    }

    /** Called on this thread, from within a poll. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            Map<TopicPartition, CommittedProgress> progress = StartPositions.seek(consumer, assigned);
            int generation = consumer.groupMetadata().generationId();
            progress.forEach((partition, before) -> {
                PartitionIntake intake =
                        new PartitionIntake(partition, ++epochs, before, controls.follow(partition.partition()));
                intake.paused = true;
                consumer.pause(List.of(partition));
                partitions.put(partition.partition(), intake);
                ownership.own(partition.partition(), intake.epoch);
                recovery.recover(partition.partition(), intake.epoch, generation);
            });
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            List<PartitionIntake> intakes = intakes(revoked);
            intakes.forEach(DeliveryLoop.this::closeLanes);
            try {
                long deadline = System.nanoTime() + settings.revokeTimeout().toNanos();
                while (isUnderWay(intakes) && System.nanoTime() < deadline) {
                    settle(BUSY_PAUSE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            commits.commitNow(intakes);
            intakes.forEach(this::release);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            intakes(lost).forEach(intake -> {
                closeLanes(intake);
                release(intake);
            });
        }

        private List<PartitionIntake> intakes(Collection<TopicPartition> which) {
            return which.stream()
                    .map(partition -> partitions.get(partition.partition()))
                    .filter(Objects::nonNull)
                    .toList();
        }

        private void release(PartitionIntake intake) {
            int number = intake.partition.partition();
            partitions.remove(number);
            ownership.release(number);
            lanes.forget(number);
            recovery.forget(number);
            controls.leave(intake.controls);
        }
    }
}
