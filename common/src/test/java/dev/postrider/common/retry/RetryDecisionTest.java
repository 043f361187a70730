package dev.postrider.common.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDecisionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void everySuccessIsDelivered(int status) {
        assertThat(decide(RetryPolicy.DEFAULT, 1, status)).isEqualTo(new RetryDecision.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 599})
    void transientAnswersAreRetried(int status) {
        assertThat(decide(RetryPolicy.DEFAULT, 1, status)).isEqualTo(retryIn(Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 404, 410, 422})
    void otherAnswersArePermanent(int status) {
        assertThat(decide(RetryPolicy.DEFAULT, 1, status))
                .isEqualTo(new RetryDecision.Dead(DeadReason.PERMANENT_FAILURE));
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void networkTroubleIsRetriedButARefusalIsNot(FailureKind kind) {
        RetryDecision expected = kind == FailureKind.REFUSED
                ? new RetryDecision.Dead(DeadReason.PERMANENT_FAILURE)
                : retryIn(Duration.ofMinutes(1));

        assertThat(decide(RetryPolicy.DEFAULT, 1, new AttemptOutcome.Failed(kind, "x", Duration.ZERO)))
                .isEqualTo(expected);
    }

    @Test
    void allNonSuccessesCanBeRetriedButRedirectsNever() {
        RetryPolicy policy = RetryPolicy.of(RetrySchedule.FAST, null, 0, null, new RetryOn.AllNon2xx());

        assertThat(decide(policy, 1, 404)).isEqualTo(retryIn(Duration.ofSeconds(1)));
        assertThat(decide(policy, 1, 302)).isEqualTo(new RetryDecision.Dead(DeadReason.PERMANENT_FAILURE));
    }

    @Test
    void aListOfStatusesRetriesThoseAlone() {
        RetryPolicy policy = RetryPolicy.of(RetrySchedule.FAST, null, 0, null, new RetryOn.Statuses(Set.of(404)));

        assertThat(decide(policy, 1, 404)).isEqualTo(retryIn(Duration.ofSeconds(1)));
        assertThat(decide(policy, 1, 500)).isEqualTo(new RetryDecision.Dead(DeadReason.PERMANENT_FAILURE));
    }

    @Test
    void standardScheduleTakesItsFiveStepsAndEnds() {
        assertThat(delays(RetryPolicy.DEFAULT))
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1),
                        Duration.ofHours(2));
        assertThat(decide(RetryPolicy.DEFAULT, 6, 500)).isEqualTo(new RetryDecision.Dead(DeadReason.EXHAUSTED));
    }

    @Test
    void computedSchedulesFollowTheirFormulas() {
        Duration base = Duration.ofSeconds(4);
        Duration cap = Duration.ofSeconds(16);

        assertThat(delays(policy(new RetrySchedule.Exponential(base, cap), 4)))
                .containsExactly(base, Duration.ofSeconds(8), cap, cap);
        assertThat(delays(policy(new RetrySchedule.Linear(base, cap), 5)))
                .containsExactly(base, Duration.ofSeconds(8), Duration.ofSeconds(12), cap, cap);
    }

    @Test
    void customScheduleRepeatsItsLastStep() {
        RetrySchedule steps = new RetrySchedule.Steps("custom", List.of(Duration.ofSeconds(1), Duration.ofSeconds(4)));

        assertThat(delays(policy(steps, 3)))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(4));
    }

    @Test
    void retryAfterCountsWhereItIsLaterThanTheSchedule() {
        RetryPolicy fast = RetryPolicy.of(RetrySchedule.FAST, null, 0, null, new RetryOn.Default());

        assertThat(decide(fast, 1, answer(429, "60"))).isEqualTo(retryIn(Duration.ofMinutes(1)));
        assertThat(decide(fast, 1, answer(503, "Sun, 01 Mar 2026 12:05:00 GMT")))
                .isEqualTo(retryIn(Duration.ofMinutes(5)));
        assertThat(decide(fast, 1, answer(503, "0"))).isEqualTo(retryIn(Duration.ofSeconds(1)));
        assertThat(decide(fast, 1, answer(503, "garbage"))).isEqualTo(retryIn(Duration.ofSeconds(1)));
        assertThat(decide(fast, 1, answer(500, "60"))).isEqualTo(retryIn(Duration.ofSeconds(1)));
        assertThat(decide(fast, 1, answer(429, "999999999"))).isEqualTo(retryIn(Duration.ofHours(1)));
    }

    @Test
    void aRetryBeyondTheLargestAgeIsNotMade() {
        RetryPolicy policy =
                RetryPolicy.of(RetrySchedule.STANDARD, null, 0, Duration.ofSeconds(59), new RetryOn.Default());

        assertThat(decide(policy, 1, 500)).isEqualTo(new RetryDecision.Dead(DeadReason.EXPIRED));
    }

    @Test
    void jitterStretchesWithinItsBounds() {
        RetryPolicy policy = RetryPolicy.of(
                new RetrySchedule.Steps("custom", List.of(Duration.ofSeconds(60))), 1, 50, null, new RetryOn.Default());
        Random random = new Random(5);
        List<Instant> dues = IntStream.range(0, 500)
                .mapToObj(
                        i -> RetryDecision.decide(policy, RetryLadder.DEFAULT, 1, answer(500, null), NOW, NOW, random))
                .map(decision -> ((RetryDecision.Retry) decision).due())
                .toList();

        assertThat(dues).allMatch(due -> !due.isBefore(NOW.plusSeconds(60)) && !due.isAfter(NOW.plusSeconds(99)));
        assertThat(dues.stream().distinct().count()).isGreaterThan(5);
    }

    private static List<Duration> delays(RetryPolicy policy) {
        List<Duration> delays = new ArrayList<>();
        for (int attempt = 1; decide(policy, attempt, 500) instanceof RetryDecision.Retry retry; attempt++) {
            delays.add(Duration.between(NOW, retry.due()));
        }
        return delays;
    }

    private static RetryPolicy policy(RetrySchedule schedule, int retries) {
        return RetryPolicy.of(schedule, retries, 0, null, new RetryOn.Default());
    }

    private static RetryDecision decide(RetryPolicy policy, int attempt, int status) {
        return decide(policy, attempt, answer(status, null));
    }

    private static RetryDecision decide(RetryPolicy policy, int attempt, AttemptOutcome outcome) {
        return RetryDecision.decide(policy, RetryLadder.DEFAULT, attempt, outcome, NOW, NOW, new Random(1));
    }

    private static AttemptOutcome answer(int status, @org.jspecify.annotations.Nullable String retryAfter) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);
        return new AttemptOutcome.Responded(status, headers, "", Duration.ZERO);
    }

    private static RetryDecision retryIn(Duration delay) {
        return new RetryDecision.Retry(NOW.plus(delay));
    }
}
