package dev.postrider.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Percentage BIN = Percentage.withPercentage(9.1);

    @Test
    void everyDurationIsNearTheMiddleOfItsBin() {
        for (long micros = 1; micros < Duration.ofMinutes(5).toMillis() * 1_000; micros = micros * 11 / 10 + 1) {
            Duration duration = Duration.ofNanos(micros * 1_000);

            Duration middle = LatencyBins.middle(LatencyBins.of(duration));

            assertThat((double) middle.toNanos()).isCloseTo((double) duration.toNanos(), Percentage.withPercentage(20));
            if (micros > 100) {
                assertThat((double) middle.toNanos()).isCloseTo((double) duration.toNanos(), BIN);
            }
        }
    }

    @Test
    void percentilesAreNearTheExactOnes() {
        Random random = new Random(7);
        long[] micros = random.doubles(5_000)
                .mapToLong(x -> (long) Math.exp(5 + 6 * x))
                .sorted()
                .toArray();
        Tally tally = Arrays.stream(micros)
                .mapToObj(one -> Tally.ofExchange(true, false, Duration.ofNanos(one * 1_000)))
                .reduce(Tally.NONE, Tally::plus);

        for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
            double exact = (double) micros[(int) Math.ceil(share * micros.length) - 1];
            assertThat(tally.percentile(share).toNanos() / 1e3).as("p%s", share).isCloseTo(exact, BIN);
        }
        assertThat(tally.duration().toNanos() / 1e3)
                .isCloseTo((double) Arrays.stream(micros).sum(), within(1.0));
    }

    @Test
    void addingIsTheSameInEveryOrder() {
        Tally one = Tally.ofExchange(true, false, Duration.ofMillis(3));
        Tally two = Tally.ofExchange(false, true, Duration.ofMillis(300));
        Tally three = Tally.ended(1, 2);

        assertThat(one.plus(two).plus(three)).isEqualTo(three.plus(two.plus(one)));
        assertThat(one.plus(two).failedAttempts()).isOne();
        assertThat(one.plus(two).retries()).isOne();
    }

    @Test
    void whatLastsLongerThanAnyTimeoutFallsIntoTheLastBin() {
        assertThat(LatencyBins.of(Duration.ofDays(30))).isEqualTo(127);
        assertThat(LatencyBins.of(Duration.ZERO)).isZero();
    }
}
