package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlewedClockProperty {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SetClocks clocks = new SetClocks(START);
    private final SlewedClock clock = new SlewedClock(clocks);

    @Test
    void isTheWallClockWhileNobodySetsIt() {
        for (int i = 0; i < 1000; i++) {
            clocks.pass(Duration.ofMillis(37));
            assertThat(clock.instant()).isEqualTo(clocks.wall());
        }
    }

    @RepeatedTest(50)
    void isNeverAheadOfTheWallClockNorFasterThanHalfAgainHoweverThatIsSet(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Moment last = clock.moment();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(50) == 0) {
                // A minute at most from where this clock is.
                Duration off = Duration.between(clock.instant(), clocks.wall());
                clocks.step(Duration.ofMillis(random.nextLong(-60_000, 60_001)).minus(off));
            }
            clocks.pass(Duration.ofMillis(random.nextLong(500)));
            Moment now = clock.moment();
            Duration passed = Duration.ofNanos(now.nanos() - last.nanos());
            assertThat(now.time()).isBeforeOrEqualTo(clocks.wall());
            assertThat(Duration.between(last.time(), now.time())).isLessThanOrEqualTo(passed.plus(passed.dividedBy(2)));
            last = now;
        }
    }

    @RepeatedTest(20)
    void isAtTheWallClockAgainInTwiceTheStepForthAndNeverFurtherAwayThanIt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Duration step = Duration.ofMillis(random.nextLong(120_001));
        clocks.step(step);
        for (long passed = 0; passed < 2 * step.toMillis(); ) {
            long some = 1 + random.nextLong(500);
            clocks.pass(Duration.ofMillis(some));
            passed += some;
            assertThat(clock.instant()).isBetween(clocks.wall().minus(step), clocks.wall());
        }
        assertThat(Duration.between(clock.instant(), clocks.wall())).isLessThan(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT8H", "PT121S", "PT-1S", "PT-3H"})
    void followsALongSleepAndAStepBackAtOnce(Duration step) {
        clocks.step(step);
        clocks.pass(Duration.ofMillis(1));
        assertThat(clock.instant()).isEqualTo(clocks.wall());
    }
}
