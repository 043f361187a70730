package dev.postrider.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianIsTheMiddleOrTheMeanOfTheTwo() {
        assertThat(of(3, 1, 2).median()).isEqualTo(2);
        assertThat(of(4, 1, 2, 3).median()).isEqualTo(2.5);
        assertThat(of().median()).isNaN();
    }

    /** Computed with R: {@code t.test(c(1, 2, 3, 4))} gives 0.4457397 to 4.5542603. */
    @Test
    void confidenceIsStudentsInterval() {
        assertThat(of(1, 2, 3, 4).confidence95()).isEqualTo(2.0542603, within(0.001));
        assertThat(of(1).confidence95()).isNaN();
    }

    @Test
    void whatWasNotMeasuredHoldsNoBound() {
        assertThat(Bound.atLeast("rate", Double.NaN, 1).holds()).isFalse();
        assertThat(Bound.atMost("time", Double.NaN, 1).holds()).isFalse();
        assertThat(Bound.atMost("time", 1, 1).holds()).isTrue();
    }

    private static Samples of(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }
}
