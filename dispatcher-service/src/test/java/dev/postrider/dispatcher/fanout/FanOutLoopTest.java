package dev.postrider.dispatcher.fanout;

import static dev.postrider.dispatcher.fanout.FanOutRig.TOPICS;
import static dev.postrider.dispatcher.fanout.FanOutRig.event;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.FanOutRound;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.dispatcher.webhookview.ViewOf;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutLoopTest {
    private static final TopicPartition FIRST = new TopicPartition(TOPICS.events(), 0);
    private static final TopicPartition SECOND = new TopicPartition(TOPICS.events(), 1);
    private static final TopicPartition INTERNAL = new TopicPartition(TOPICS.eventsInternal(), 0);
    private static final int SLICE = 100;

    /** What the broker keeps when a process dies. */
    private final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();

    private final Recorder producer = new Recorder();
    private final List<Webhook> webhooks = new ArrayList<>(FanOutRig.webhooks(1000, "big"));
    private WebhookView view = ViewOf.webhooks(webhooks);
    private final List<Run> runs = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (Run run : runs) {
            run.end();
        }
    }

    @Test
    void anEventOfManyWebhooksIsCommittedSliceBySlice() {
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));

        assertThat(delivered()).hasSize(1000);
        assertThat(run.consumer.commits).hasSize(11);
        assertThat(run.consumer.commits.getFirst())
                .isEqualTo(Map.of(FIRST, new OffsetAndMetadata(3, "1:3:" + FanOutRig.id(SLICE - 1) + ":1000")));
    }

    @Test
    void eventsThatAreDoneAreToldWithTheViewThatTheyWereMatchedByAlsoThoseThatNobodyWants() {
        var _ = new Run(
                        List.of(FIRST, SECOND),
                        event(0, 3, "{\"event\":\"big\",\"data\":1}"),
                        event(1, 0, "{\"event\":\"nobody.wants.this\",\"data\":1}"),
                        event(1, 1, "{\"event\":\"nor.this\",\"data\":1}"))
                .start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));

        List<FanOutRound> rounds = producer.history().stream()
                .map(FanOutRig::received)
                .filter(FanOutRoundCodec::isRound)
                .map(FanOutRoundCodec::decode)
                .toList();
        assertThat(rounds).allMatch(round -> round.webhooksOffset() == view.reached());
        assertThat(rounds.stream().flatMap(round -> round.spans().stream()))
                .containsExactlyInAnyOrder(
                        new FanOutRound.Span(FIRST.topic(), 0, 3, 4), new FanOutRound.Span(SECOND.topic(), 1, 0, 2));
    }

    @Test
    void whoeverComesAfterAKillGoesOnBehindTheLastSlice() throws Exception {
        producer.dieAfter(2 * SLICE * 2 + 101);
        Run killed = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}")).start();
        killed.thread.join();

        var _ = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}")).start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));
        Map<WebhookId, Long> counts =
                delivered().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(counts).hasSize(1000);
        // Half a slice, of two records to each delivery.
        assertThat(counts.values().stream().mapToLong(count -> count - 1).sum()).isEqualTo(51);
    }

    @Test
    void otherPartitionsGoOnBetweenTheSlices() {
        webhooks.add(FanOutRig.webhook(5000, Pacing.DEFAULT, "small"));
        view = ViewOf.webhooks(webhooks);
        var _ = new Run(
                        List.of(FIRST, SECOND),
                        event(0, 0, "{\"event\":\"big\",\"data\":1}"),
                        event(1, 0, "{\"event\":\"small\",\"data\":1}"),
                        event(1, 1, "{\"event\":\"small\",\"data\":1}"))
                .start();

        await().until(() -> delivered().size() == 1002);

        assertThat(delivered().lastIndexOf(FanOutRig.id(5000))).isLessThanOrEqualTo(2 * SLICE);
    }

    @Test
    void aPartitionThatIsTakenAwayStopsAfterItsSliceAndItsNextOwnerGoesOn() {
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.consumer.afterCommits(3, () -> run.consumer.schedulePollTask(() -> run.consumer.rebalance(List.of())));
        run.start();

        await().until(() ->
                run.consumer.commits.size() == 3 && run.consumer.assignment().isEmpty());
        List<WebhookId> before = delivered();
        run.consumer.assignAgain(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));
        assertThat(before).hasSize(3 * SLICE);
        assertThat(delivered()).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void nothingMoreIsFannedOutBeforeACommitSucceeds() {
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.consumer.afterCommits(3, () -> run.consumer.refuseCommits(true));
        run.start();
        await().until(() -> run.consumer.refused >= 3);
        int refusedAt = delivered().size();

        run.consumer.refuseCommits(false);

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));
        assertThat(refusedAt).isEqualTo(4 * SLICE);
        assertThat(delivered()).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void aSliceOnWhichTheProducerGaveUpIsRepeatedFromItsBeginning() {
        producer.giveUpOn(2 * 30);
        var _ = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}")).start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));

        assertThat(delivered().subList(0, SLICE)).isEqualTo(delivered().subList(SLICE, 2 * SLICE));
        assertThat(delivered()).hasSize(1000 + SLICE);
    }

    @Test
    void aWebhookThatComesOrGoesBetweenTwoSlicesIsMatchedByTheViewThen() {
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.consumer.afterCommits(3, () -> ViewOf.add(view, List.of(FanOutRig.webhook(2000, Pacing.DEFAULT, "big"))));
        run.consumer.afterCommits(4, () -> ViewOf.add(view, List.of(FanOutRig.webhook(900, Pacing.DEFAULT, "other"))));
        run.start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));

        assertThat(delivered())
                .hasSize(1000)
                .contains(FanOutRig.id(2000))
                .doesNotContain(FanOutRig.id(900))
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsMatchedBeforeTheViewHasReachedTheEndAskedAfterThePoll() {
        Run run = new Run(1001, List.of(FIRST), event(0, 3, "{\"event\":\"late\",\"data\":1}"));
        run.start();
        await().until(() -> run.consumer.polls >= 3);

        ViewOf.add(view, List.of(FanOutRig.webhook(2000, Pacing.DEFAULT, "late")));

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));
        assertThat(delivered()).containsExactly(FanOutRig.id(2000));
    }

    @Test
    void aBrokerThatIsAwayCostsNeitherTheMembershipNorAStop() throws Exception {
        producer.holdAcknowledgements();
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.start();
        await().until(() -> delivered().size() == SLICE);
        int polls = run.consumer.polls;

        await().until(() -> run.consumer.polls > polls);
        run.end();

        assertThat(committed).isEmpty();
        assertThat(delivered()).hasSize(SLICE);
    }

    @Test
    void aPartitionThatIsTakenAwayWhileTheBrokerIsAwayIsItsNextOwners() {
        producer.holdAcknowledgements();
        Run run = new Run(List.of(FIRST), event(0, 3, "{\"event\":\"big\",\"data\":1}"));
        run.start();
        await().until(() -> delivered().size() == SLICE);
        run.consumer.schedulePollTask(() -> run.consumer.rebalance(List.of()));
        await().until(() -> run.consumer.assignment().isEmpty());

        producer.acknowledgeAll();

        int polls = run.consumer.polls;
        await().until(() -> run.consumer.polls > polls + 2);
        assertThat(committed).isEmpty();
        assertThat(delivered()).hasSize(SLICE);
    }

    /** Both topics have a partition 0, and an event at the same offset. */
    @Test
    void aReleasedEventGoesOnInItsOwnTopicAfterAKill() throws Exception {
        view = ViewOf.webhooks(FanOutRig.webhooks(1000, "a"));
        InternalEvent released = new InternalEvent(FanOutRig.eventAt(FanOutRig.NOW), null);
        List<TopicPartition> assigned = List.of(FIRST, INTERNAL);
        producer.dieAfter(2 * SLICE * 2 + 101);
        Run killed = new Run(
                        assigned, FanOutRig.internal(0, 3, released), event(0, 3, "{\"event\":\"nobody\",\"data\":1}"))
                .start();
        killed.thread.join();

        var _ = new Run(assigned, FanOutRig.internal(0, 3, released)).start();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(INTERNAL)));
        assertThat(committed).containsEntry(FIRST, new OffsetAndMetadata(4));
        assertThat(delivered().stream().distinct()).hasSize(1000);
        assertThat(delivered()).hasSizeLessThanOrEqualTo(1000 + SLICE);
    }

    @Test
    void aScheduledEventIsDoneWhenTheLadderHasIt() {
        producer.holdAcknowledgements();
        Run run = new Run(
                List.of(FIRST),
                event(0, 3, "{\"event\":\"a\",\"deliver_at\":\"" + FanOutRig.NOW.plusSeconds(60) + "\",\"data\":1}"));
        run.start();
        await().until(() -> producer.history().size() == 2);
        int polls = run.consumer.polls;
        await().until(() -> run.consumer.polls > polls);
        Map<TopicPartition, OffsetAndMetadata> before = Map.copyOf(committed);

        producer.acknowledgeAll();

        await().until(() -> new OffsetAndMetadata(4).equals(committed.get(FIRST)));
        assertThat(before).isEmpty();
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("t.retry.1m", "t.attempts");
    }

    private List<WebhookId> delivered() {
        return FanOutRig.deliveries(producer.history()).map(Delivery::webhook).toList();
    }

    /** One life of a dispatcher's fan-out. */
    private final class Run {
        final Group consumer = new Group();
        final FanOutLoop loop;
        final Thread thread;

        @SafeVarargs
        Run(List<TopicPartition> assigned, ConsumerRecord<byte[], byte[]>... events) {
            this(0, assigned, events);
        }

        @SafeVarargs
        Run(long end, List<TopicPartition> assigned, ConsumerRecord<byte[], byte[]>... events) {
            FanOutSettings settings = FanOutRig.slices(SLICE);
            loop = new FanOutLoop(
                    consumer,
                    List.of(TOPICS.events(), TOPICS.eventsInternal()),
                    FanOutRig.fanOut(view, producer, settings),
                    view,
                    () -> end,
                    settings);
            consumer.assignAgain(assigned, events);
            runs.add(this);
            thread = Thread.ofPlatform().uncaughtExceptionHandler((_, _) -> {}).unstarted(loop);
        }

        Run start() {
            thread.start();
            return this;
        }

        void end() throws InterruptedException {
            loop.stop();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    /** A consumer whose commits outlive it. */
    private final class Group extends MockConsumer<byte[], byte[]> {
        final List<Map<TopicPartition, OffsetAndMetadata>> commits = new CopyOnWriteArrayList<>();
        private final Map<Integer, Runnable> afterCommits = new HashMap<>();
        private volatile boolean refusing;
        volatile int refused;
        volatile int polls;

        Group() {
            super("none");
        }

        synchronized void afterCommits(int count, Runnable what) {
            afterCommits.put(count, what);
        }

        void refuseCommits(boolean refuse) {
            refusing = refuse;
        }

        @SafeVarargs
        final void assignAgain(List<TopicPartition> assigned, ConsumerRecord<byte[], byte[]>... events) {
            schedulePollTask(() -> {
                Map<TopicPartition, Long> beginnings = new HashMap<>();
                assigned.forEach(partition -> beginnings.put(partition, 0L));
                updateBeginningOffsets(beginnings);
                rebalance(assigned);
                for (ConsumerRecord<byte[], byte[]> event : events) {
                    addRecord(event);
                }
            });
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls++;
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            return records;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(committed);
            known.keySet().retainAll(partitions);
            known.forEach((partition, offset) -> seek(partition, offset.offset()));
            return known;
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (refusing) {
                refused++;
                throw new RebalanceInProgressException();
            }
            committed.putAll(offsets);
            commits.add(offsets);
            Runnable next = afterCommits.remove(commits.size());
            if (next != null) {
                next.run();
            }
        }
    }

    /** Remembers what was sent; can die amid a slice as a process does, or give up on a record it had taken. */
    private static final class Recorder extends MockProducer<byte[], byte[]> {
        private int left = Integer.MAX_VALUE;
        private int untilGivenUp = Integer.MAX_VALUE;

        private @Nullable CompletableFuture<RecordMetadata> held;

        Recorder() {
            super(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        }

        synchronized void dieAfter(int records) {
            left = records;
        }

        synchronized void giveUpOn(int record) {
            untilGivenUp = record;
        }

        synchronized void holdAcknowledgements() {
            held = new CompletableFuture<>();
        }

        synchronized void acknowledgeAll() {
            requireNonNull(held).complete(new RecordMetadata(FIRST, 0, 0, 0, 0, 0));
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            if (left-- == 0) {
                left = Integer.MAX_VALUE;
                throw new Killed();
            }
            Future<RecordMetadata> taken = super.send(record);
            if (held != null) {
                return held;
            }
            return untilGivenUp-- == 0 ? new GivenUpLater() : taken;
        }
    }

    /** Nothing in fan-out catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Fails when it is waited for. */
    private static final class GivenUpLater extends CompletableFuture<RecordMetadata> {
        @Override
        public RecordMetadata get(long timeout, TimeUnit unit) throws ExecutionException {
            throw new ExecutionException(new NotEnoughReplicasException());
        }
    }
}
