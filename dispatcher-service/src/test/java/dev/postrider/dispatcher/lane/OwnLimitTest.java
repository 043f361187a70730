package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnLimitTest {
    private static final int MOST = 4_096;

    private final OwnLimit limit = new OwnLimit(MOST);
    private long now = 1;

    @Test
    void growsToItsMostWhileAllOfItIsUsedAndStartsDoNotWait() {
        look(40, Duration.ofMillis(1), true);

        assertThat(limit.limit(now)).isEqualTo(MOST);
    }

    @Test
    void staysWhileNotAllOfItIsUsed() {
        look(40, Duration.ofMillis(1), false);

        assertThat(limit.limit(now)).isEqualTo(256);
    }

    @Test
    void shrinksWhileStartsWaitButKeepsTheProcessorsBusy() {
        look(40, Duration.ofMillis(1), true);
        look(1, Duration.ofMillis(3), true);
        assertThat(limit.limit(now)).isBetween(MOST / 2, MOST - 1);

        look(40, Duration.ofMillis(3), true);

        assertThat(limit.limit(now)).isEqualTo(256);
    }

    @Test
    void judgesByTheMeanOfWhatItWasToldSinceItLookedLast() {
        look(40, Duration.ofMillis(1), true);
        limit.waited(Duration.ofMillis(10).toNanos());
        look(1, Duration.ZERO, true, 9);

        assertThat(limit.limit(now)).isEqualTo(MOST);
    }

    @Test
    void isNeverMoreThanItsMost() {
        assertThat(new OwnLimit(16).limit(now)).isEqualTo(16);
    }

    private void look(int times, Duration wait, boolean used) {
        look(times, wait, used, 1);
    }

    private void look(int times, Duration wait, boolean used, int starts) {
        for (int i = 0; i < times; i++) {
            for (int j = 0; j < starts; j++) {
                limit.waited(wait.toNanos());
            }
            limit.used(used);
            now += Duration.ofMillis(20).toNanos();
            assertThat(limit.limit(now)).isPositive();
        }
    }
}
