package dev.postrider.dispatcher.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private final Patient consumer = new Patient();
    private final Map<TopicPartition, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();
    private final TopicFollower follower = new TopicFollower(consumer, this::ends);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform()
            .uncaughtExceptionHandler((_, e) -> failure.set(e))
            .unstarted(follower);

    @BeforeEach
    void start() {
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        follower.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aViewIsConfirmedWhenItHasReachedTheEndThatWasAsked() {
        Seen view = new Seen();
        end(FIRST, 2);
        follower.follow(FIRST, view);
        add(FIRST, 0);
        await().until(() -> view.reached == 1);
        assertThat(view.confirmed).isEmpty();
        long before = System.nanoTime();

        add(FIRST, 1);

        await().until(() -> !view.confirmed.isEmpty());
        assertThat(view.taken).containsExactly(0L, 1L);
        // Asked before the record came, so it says nothing of what came later.
        assertThat(view.confirmed.getFirst()).isLessThan(before);
        await().until(() -> view.confirmed.size() > 2);
    }

    @Test
    void aPartitionWhoseEndNobodyTellsMakesNoOtherOld() {
        Seen silent = new Seen();
        Seen other = new Seen();
        ends.put(FIRST, new CompletableFuture<>());
        end(SECOND, 0);
        follower.follow(FIRST, silent);
        follower.follow(SECOND, other);

        await().until(() -> other.confirmed.size() >= 3);

        assertThat(silent.confirmed).isEmpty();
        assertThat(gaps(other)).allMatch(gap -> gap.compareTo(Duration.ofMillis(750)) < 0);
    }

    @Test
    void anEndThatCannotBeToldIsAskedForAgain() {
        Seen view = new Seen();
        ends.put(FIRST, CompletableFuture.failedFuture(new TimeoutException("no leader")));
        follower.follow(FIRST, view);
        await().until(() -> view.reached == 0);

        end(FIRST, 0);

        await().until(() -> !view.confirmed.isEmpty());
    }

    @Test
    void aBrokerThatRefusesEndsIt() {
        ends.put(FIRST, CompletableFuture.failedFuture(new TopicAuthorizationException("t")));

        follower.follow(FIRST, new Seen());

        await().until(() -> failure.get() != null);
        assertThat(failure.get()).hasMessageContaining("refuses to tell the end of t-0");
    }

    @Test
    void aPartitionThatIsTakenAgainIsReadFromItsBeginningForItsNewView() {
        Seen old = new Seen();
        Seen young = new Seen();
        end(FIRST, 0);
        follower.follow(FIRST, old);
        add(FIRST, 0);
        await().until(() -> old.taken.size() == 1);

        follower.follow(FIRST, young);
        follower.leave(FIRST, old);
        await().until(() -> !young.confirmed.isEmpty());
        add(FIRST, 1);

        await().until(() -> young.taken.contains(1L));
        assertThat(old.taken).containsExactly(0L);
        assertThat(consumer.soughtToBeginning).containsExactly(FIRST, FIRST);
    }

    @Test
    void aPartitionThatIsLeftIsNotReadAnyMore() {
        Seen left = new Seen();
        Seen other = new Seen();
        end(FIRST, 0);
        end(SECOND, 0);
        follower.follow(FIRST, left);
        follower.follow(SECOND, other);
        await().until(() -> !left.confirmed.isEmpty());

        follower.leave(FIRST, left);

        await().until(() -> consumer.assignment().equals(Set.of(SECOND)));
    }

    private static List<Duration> gaps(Seen view) {
        List<Long> at = view.confirmed;
        List<Duration> gaps = new CopyOnWriteArrayList<>();
        for (int i = 1; i < at.size(); i++) {
            gaps.add(Duration.ofNanos(at.get(i) - at.get(i - 1)));
        }
        return gaps;
    }

    private void end(TopicPartition partition, long offset) {
        ends.put(partition, CompletableFuture.completedFuture(offset));
    }

    private Map<TopicPartition, Future<Long>> ends(Set<TopicPartition> partitions) {
        Map<TopicPartition, Future<Long>> answers = new HashMap<>();
        partitions.forEach(partition -> answers.put(partition, ends.get(partition)));
        return answers;
    }

    private void add(TopicPartition partition, long offset) {
        consumer.schedulePollTask(() -> consumer.addRecord(
                new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], new byte[0])));
    }

    private static final class Seen implements PartitionView {
        final List<Long> taken = new CopyOnWriteArrayList<>();
        final List<Long> confirmed = new CopyOnWriteArrayList<>();
        volatile long reached = -1;

        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {
            taken.add(record.offset());
        }

        @Override
        public void reached(long nextOffset) {
            reached = nextOffset;
        }

        @Override
        public void confirm(long askedNanos) {
            confirmed.add(askedNanos);
        }
    }

    /** Waits a little where a real one would. */
    private static final class Patient extends MockConsumer<byte[], byte[]> {
        final List<TopicPartition> soughtToBeginning = new CopyOnWriteArrayList<>();

        Patient() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            return records;
        }

        @Override
        public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
            soughtToBeginning.addAll(partitions);
            super.seekToBeginning(partitions);
        }
    }
}
