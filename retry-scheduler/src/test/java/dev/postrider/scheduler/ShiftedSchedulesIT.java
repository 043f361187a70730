package dev.postrider.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Responded;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.retry.RetryDecision;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schedule through the real broker and the real scheduler, hours and days of it, by a clock that jumps from one hop's end to the
 * next. The decisions are those of the dispatcher, which asks the same function.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("proof")
class ShiftedSchedulesIT {
    private static final Duration LONG = Duration.ofDays(7);

    private ShiftedLadder ladder;

    @BeforeAll
    void start() {
        ladder = new ShiftedLadder(RetryLadder.DEFAULT);
    }

    @AfterAll
    void stop() {
        ladder.close();
    }

    /** Delays in seconds, as the ladder rounds them. */
    static Stream<Arguments> schedules() {
        RetrySchedule exponential = new RetrySchedule.Exponential(Duration.ofSeconds(30), Duration.ofHours(1));
        RetrySchedule linear = new RetrySchedule.Linear(Duration.ofMinutes(20), Duration.ofHours(1));
        RetrySchedule custom = new RetrySchedule.Steps(
                "custom", List.of(Duration.ofSeconds(7), Duration.ofDays(2).plusHours(7)));
        return Stream.of(
                arguments(policy(RetrySchedule.STANDARD, null), List.of(60, 300, 900, 3600, 7200)),
                arguments(policy(RetrySchedule.FAST, null), List.of(1, 2, 4, 8, 16)),
                arguments(policy(exponential, 7), List.of(32, 60, 120, 240, 480, 960, 2100)),
                arguments(policy(linear, 4), List.of(1200, 2400, 3600, 3600)),
                arguments(policy(custom, 3), List.of(8, 198_000, 198_000)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aScheduleTakesItsTimesAndEndsExhausted(RetryPolicy policy, List<Integer> seconds) {
        ShiftedLadder.Course course = ladder.run(policy, _ -> answer(500, null));

        assertThat(course.delays()).isEqualTo(rounded(seconds));
        assertThat(course.end()).isEqualTo(new RetryDecision.Dead(DeadReason.EXHAUSTED));
    }

    @Test
    void jitterStretchesEachStepByItsShareAtMost() {
        RetryPolicy policy = RetryPolicy.of(RetrySchedule.STANDARD, null, 50, LONG, new RetryOn.Default());

        ShiftedLadder.Course course = ladder.run(policy, _ -> answer(503, null));

        assertThat(course.delays()).hasSize(5);
        for (int step = 0; step < 5; step++) {
            Duration nominal = RetrySchedule.STANDARD.delay(step + 1);
            // Half as much again, and a tenth of that where it takes fewer hops.
            assertThat(course.delays().get(step))
                    .isBetween(nominal, nominal.multipliedBy(165).dividedBy(100));
        }
    }

    @Test
    void aLaterRetryAfterCountsAndAnEarlierOneDoesNot() {
        ShiftedLadder.Course course = ladder.run(policy(RetrySchedule.FAST, null), attempt -> switch (attempt) {
            case 1 -> answer(429, "900");
            case 2 -> answer(503, "1");
            default -> answer(200, null);
        });

        assertThat(course.delays()).isEqualTo(rounded(List.of(900, 2)));
        assertThat(course.end()).isEqualTo(new RetryDecision.Delivered());
    }

    @Test
    void theLargestAgeEndsAScheduleBeforeARetryThatWouldComeTooLate() {
        RetryPolicy policy =
                RetryPolicy.of(RetrySchedule.STANDARD, null, 0, Duration.ofMinutes(10), new RetryOn.Default());

        ShiftedLadder.Course course = ladder.run(policy, _ -> answer(500, null));

        assertThat(course.delays()).isEqualTo(rounded(List.of(60, 300)));
        assertThat(course.end()).isEqualTo(new RetryDecision.Dead(DeadReason.EXPIRED));
    }

    @Test
    void onlyTheResultsThatThePolicyNamesAreRetried() {
        RetryPolicy notFound = RetryPolicy.of(RetrySchedule.FAST, null, 0, LONG, new RetryOn.Statuses(Set.of(404)));

        ShiftedLadder.Course course = ladder.run(notFound, attempt -> switch (attempt) {
            case 1 -> answer(404, null);
            case 2 -> new AttemptOutcome.Failed(FailureKind.TIMEOUT, "slow", Duration.ofSeconds(30));
            default -> answer(500, null);
        });

        assertThat(course.delays()).isEqualTo(rounded(List.of(1, 2)));
        assertThat(course.end()).isEqualTo(new RetryDecision.Dead(DeadReason.PERMANENT_FAILURE));
    }

    @Test
    void aScheduledEventDaysAheadComesBackToTheEventsAtItsTime() {
        Instant due = ladder.now().plus(Duration.ofDays(12)).plusMillis(57_300);

        assertThat(ladder.schedule(due)).isEqualTo(due);
    }

    private static RetryPolicy policy(RetrySchedule schedule, @Nullable Integer retries) {
        return RetryPolicy.of(schedule, retries, 0, LONG, new RetryOn.Default());
    }

    private static AttemptOutcome answer(int status, @Nullable String retryAfter) {
        return new Responded(
                status, retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter), "", Duration.ofMillis(5));
    }

    private static List<Duration> rounded(List<Integer> seconds) {
        return seconds.stream().map(Duration::ofSeconds).toList();
    }
}
