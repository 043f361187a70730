package dev.postrider.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void latencyBelongsToTheSpanInWhichItWasMeantToBeSent() {
        tally.measure(1_000_000, 2_000_000);

        tally.count(1, new Stamp(999_999, 0), 1_500_000);
        tally.count(1, new Stamp(1_000_000, 1), 5_000_000);
        tally.count(1, new Stamp(2_000_000, 2), 2_500_000);
        tally.count(1, null, 1_999_999);

        assertThat(tally.group(0).latency().getTotalCount()).isOne();
        assertThat(tally.group(0).latency().getMaxValue()).isBetween(3_996L, 4_004L);
        assertThat(tally.group(0).received()).isEqualTo(2);
        assertThat(tally.total()).isEqualTo(4);
    }

    @Test
    void groupsAreCountedApart() {
        tally.assign(10, 20, 1);

        tally.count(9, null, 5);
        tally.count(10, null, 5);
        tally.count(19, null, 5);
        tally.count(20, null, 5);

        assertThat(tally.group(1).received()).isEqualTo(2);
        assertThat(tally.count(10)).isOne();
    }

    @Test
    void onlyWhatComesAfterAHigherNumberIsLate() {
        tally.watchOrder(3);

        for (long number : new long[] {0, 1, 5, 3, 4, 6}) {
            tally.count(3, new Stamp(0, number), 5);
        }

        assertThat(tally.order().late()).isEqualTo(2);
        assertThat(tally.order().farthest()).isEqualTo(2);
    }
}
