package dev.postrider.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.meter.StageState.Place;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StageStateTest {
    private static final TopicPartition ONE = new TopicPartition("t", 0);
    private static final TopicPartition OTHER = new TopicPartition("t", 1);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private final StageState state = new StageState();

    @Test
    void lagIsOfAllPartitions() {
        look(0, new Place(3, 10), new Place(5, 5));

        assertThat(state.lag()).isEqualTo(7);
    }

    @Test
    void onlyWhatWasThereAtTheLookBeforeIsRead() {
        assertThat(look(0, new Place(3, 10), new Place(5, 5))).isEmpty();
        assertThat(look(1, new Place(8, 12), new Place(5, 6))).containsExactly(Map.entry(ONE, 8L));
        assertThat(look(2, new Place(12, 15), new Place(6, 6))).isEmpty();
    }

    @Test
    void ageGrowsUntilTheOldestIsDone() {
        look(0, new Place(3, 10), new Place(0, 0));
        look(1, new Place(3, 10), new Place(0, 0));
        state.found(Map.of(ONE, NOON), Set.of());
        state.publish();
        assertThat(state.oldestAge(NOON.plusSeconds(30))).isEqualTo(30);

        assertThat(look(2, new Place(3, 11), new Place(0, 0))).isEmpty();
        assertThat(state.oldestAge(NOON.plusSeconds(60))).isEqualTo(60);

        look(3, new Place(11, 11), new Place(0, 0));
        assertThat(state.oldestAge(NOON.plusSeconds(61))).isZero();
    }

    @Test
    void ageIsOfTheOldestPartition() {
        look(0, new Place(3, 10), new Place(3, 10));
        look(1, new Place(3, 10), new Place(3, 10));
        state.found(Map.of(ONE, NOON, OTHER, NOON.minusSeconds(5)), Set.of());
        state.publish();

        assertThat(state.oldestAge(NOON)).isEqualTo(5);
    }

    @Test
    void stageStallsWhileOnePartitionStandsWhereSomethingWaits() {
        look(0, new Place(3, 10), new Place(0, 10));
        look(SECOND, new Place(4, 10), new Place(0, 10));
        look(2 * SECOND, new Place(5, 10), new Place(0, 10));
        assertThat(state.stalled(10 * SECOND)).isEqualTo(10);

        look(3 * SECOND, new Place(5, 10), new Place(10, 10));
        assertThat(state.stalled(10 * SECOND)).isEqualTo(8);

        look(4 * SECOND, new Place(10, 10), new Place(10, 10));
        assertThat(state.stalled(10 * SECOND)).isZero();
    }

    @Test
    void waitingForTheFirstRecordIsNoStall() {
        look(0, new Place(10, 10), new Place(0, 0));
        look(100 * SECOND, new Place(10, 11), new Place(0, 0));

        assertThat(state.stalled(101 * SECOND)).isEqualTo(1);
    }

    @Test
    void marksOfTransactionsAreNoLag() {
        look(0, new Place(3, 4), new Place(0, 0));
        look(1, new Place(3, 4), new Place(0, 0));
        state.found(Map.of(), Set.of(ONE));
        state.publish();
        assertThat(state.lag()).isZero();
        assertThat(state.stalled(5 * SECOND)).isZero();

        look(2, new Place(3, 6), new Place(0, 0));
        assertThat(state.lag()).isEqualTo(2);
        assertThat(look(3, new Place(3, 6), new Place(0, 0))).containsExactly(Map.entry(ONE, 4L));
    }

    private Map<TopicPartition, Long> look(long nanos, Place one, Place other) {
        Map<TopicPartition, Long> toRead = state.look(Map.of(ONE, one, OTHER, other), nanos);
        state.publish();
        return toRead;
    }
}
