package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryTier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HeldPartitionTest {
    private static final RetryTier TIER = RetryTier.parse("1m");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HeldPartition partition = new HeldPartition(TIER.delay());

    @Test
    void nothingIsDueBeforeItsTimeAndEverythingIsAtIt() {
        hold(0, 60);
        assertThat(offsets(at(59.999))).isEmpty();
        assertThat(partition.untilDue(at(59.999))).contains(Duration.ofMillis(1));
        assertThat(offsets(at(60))).containsExactly(0L);
        assertThat(partition.untilDue(at(61))).contains(Duration.ZERO);
    }

    @Test
    void allThatIsDueGoesTogetherAndTheRestStays() {
        hold(0, 10);
        hold(1, 20);
        hold(2, 30);
        assertThat(offsets(at(20))).containsExactly(0L, 1L);
    }

    @Test
    void aRecordLeavesAfterThoseBeforeIt() {
        hold(0, 30);
        hold(1, 10);
        assertThat(offsets(at(20))).isEmpty();
        assertThat(offsets(at(30))).containsExactly(0L, 1L);
    }

    @Test
    void aTimeThatIsPastIsDueAtOnce() {
        hold(0, -500);
        assertThat(offsets(at(0))).containsExactly(0L);
    }

    @Test
    void aWriterWhoseClockIsAheadHoldsNothingLongerThanTheTier() {
        hold(0, 100_000);
        assertThat(offsets(at(59.9))).isEmpty();
        assertThat(offsets(at(60))).containsExactly(0L);
    }

    @Test
    void aClockThatIsSetBackHoldsNothingLongerThanTheTier() {
        hold(0, 60);
        Moment setBack = new Moment(
                START.minus(Duration.ofHours(3)), Duration.ofSeconds(59).toNanos());
        assertThat(offsets(setBack)).isEmpty();
        Moment later = new Moment(
                START.minus(Duration.ofHours(3)), Duration.ofSeconds(60).toNanos());
        assertThat(offsets(later)).containsExactly(0L);
    }

    @Test
    void aClockThatIsSetForthIsFollowed() {
        hold(0, 60);
        Moment setForth = new Moment(
                START.plus(Duration.ofHours(1)), Duration.ofSeconds(1).toNanos());
        assertThat(offsets(setForth)).containsExactly(0L);
    }

    @Test
    void recordsOfAClockAheadThatStoodThereForATierGoAtOnceWhenTheyAreRead() {
        partition.ended(1000, 0);
        partition.take(List.of(ahead(0)), 0);
        partition.acknowledge(partition.due(at(60)));
        partition.take(List.of(ahead(1), ahead(999), ahead(1000)), at(60).nanos());
        assertThat(offsets(at(60))).containsExactly(1L, 999L);
        assertThat(offsets(at(120))).containsExactly(1L, 999L, 1000L);
    }

    @Test
    void anUnreadableRecordIsDueAtOnce() {
        partition.take(List.of(TierRecords.unreadable(TIER, 0)), 0);
        assertThat(partition.due(at(0))).hasOnlyElementsOfType(Held.Unreadable.class);
    }

    @Test
    void onlyWhatIsAcknowledgedFromTheHeadOnIsCommitted() {
        hold(7, 1);
        hold(9, 1);
        hold(12, 1);
        List<Held> due = partition.due(at(1));
        partition.acknowledge(List.of(due.get(1)));
        assertThat(partition.uncommitted()).isEmpty();
        partition.acknowledge(List.of(due.get(0)));
        assertThat(partition.uncommitted()).hasValue(10);
        assertThat(partition.size()).isEqualTo(1);
    }

    @Test
    void whatIsAcknowledgedIsNotHandedBackAgainWhileTheHeadIsNot() {
        hold(0, 1);
        hold(1, 1);
        partition.acknowledge(partition.due(at(1)).subList(1, 2));
        assertThat(offsets(at(1))).containsExactly(0L);
    }

    @Test
    void aCommittedOffsetIsNotCommittedAgain() {
        hold(0, 1);
        partition.acknowledge(partition.due(at(1)));
        partition.committed(1);
        assertThat(partition.uncommitted()).isEmpty();
        assertThat(partition.isEmpty()).isTrue();
    }

    private void hold(long offset, double untilSecond) {
        Instant until = START.plusMillis((long) (untilSecond * 1000));
        partition.take(List.of(TierRecords.waiting(TIER, offset, until, until)), 0);
    }

    private static ConsumerRecord<byte[], byte[]> ahead(long offset) {
        Instant until = START.plus(Duration.ofDays(1));
        return TierRecords.waiting(TIER, offset, until, until);
    }

    private List<Long> offsets(Moment now) {
        return partition.due(now).stream().map(held -> held.record().offset()).toList();
    }

    private static Moment at(double second) {
        Duration passed = Duration.ofMillis((long) (second * 1000));
        return new Moment(START.plus(passed), passed.toNanos());
    }
}
