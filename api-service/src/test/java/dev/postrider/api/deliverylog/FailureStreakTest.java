package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.deliverylog.FailureStreak.Run;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureStreakTest {
    private static final Duration LONG_SILENCE = Duration.ofSeconds(100);

    @Test
    void failuresAddUpUntilASuccess() {
        FailureStreak failing = failed(failed(FailureStreak.NONE, 10), 20);

        assertThat(failing.run()).isEqualTo(new Run(at(10), at(10), 2));
        assertThat(failing.cleared(at(30)).run()).isNull();
        assertThat(failed(failing.cleared(at(30)), 40).run()).isEqualTo(new Run(at(40), at(40), 1));
    }

    @Test
    void longSilenceStartsTheSteadyTimeAnewAndKeepsTheCount() {
        FailureStreak failing = failed(failed(failed(FailureStreak.NONE, 10), 110), 211);

        assertThat(failing.run()).isEqualTo(new Run(at(10), at(211), 3));
    }

    @Test
    void recordThatComesAgainCountsOnce() {
        FailureStreak failing = failed(failed(FailureStreak.NONE, 10), 20);

        assertThat(failed(failed(failing, 10), 20)).isEqualTo(failing);
        FailureStreak forgiven = failing.cleared(at(30));
        assertThat(failed(forgiven, 20).cleared(at(30))).isEqualTo(forgiven);
    }

    @Test
    void successThatComesLateForgivesWhatFailedBeforeIt() {
        FailureStreak failing = failed(failed(failed(FailureStreak.NONE, 10), 20), 30);

        assertThat(failing.cleared(at(25)).run()).isEqualTo(new Run(at(30), at(30), 1));
        assertThat(failing.cleared(at(5)).run()).isEqualTo(failing.run());
        assertThat(failed(failing.cleared(at(5)), 5)).isEqualTo(failing.cleared(at(5)));
    }

    private static FailureStreak failed(FailureStreak streak, int second) {
        return streak.failed(at(second), LONG_SILENCE);
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(1_800_000_000L + second);
    }
}
