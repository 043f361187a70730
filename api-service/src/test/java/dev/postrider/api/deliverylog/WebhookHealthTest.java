package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.webhook.DisabledReason;
import dev.postrider.common.wire.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a webhook is disabled, and when not. */
class WebhookHealthTest {
    private static final Instant NOW = Instant.parse("2026-02-10T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final DisablingRules FIVE_DAYS = new DisablingRules(true, DAY.multipliedBy(5), null);
    private static final DisablingRules THREE_FAILURES = new DisablingRules(true, DAY.multipliedBy(5), 3);

    @Test
    void failingForTheWholeTimeDisables() {
        List<AttemptRow> days = failures(DAY.multipliedBy(5), DAY.multipliedBy(3), DAY, Duration.ZERO);

        assertThat(judge(FIVE_DAYS, null, days)).isEqualTo(DisabledReason.FAILING);
        assertThat(judge(FIVE_DAYS, null, days.subList(1, 4))).isNull();
        assertThat(judge(new DisablingRules(false, DAY, 2), null, days)).isNull();
    }

    @Test
    void longSilenceIsNotFailing() {
        assertThat(judge(FIVE_DAYS, null, failures(DAY.multipliedBy(6), Duration.ZERO)))
                .isNull();
    }

    @Test
    void manyFailuresInARowDisableWhereThatIsConfigured() {
        List<AttemptRow> three = failures(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));

        assertThat(judge(THREE_FAILURES, null, three)).isEqualTo(DisabledReason.FAILING);
        assertThat(judge(FIVE_DAYS, null, three)).isNull();
        assertThat(judge(THREE_FAILURES, null, three.subList(0, 2))).isNull();
    }

    @Test
    void whatBeganBeforeTheResumeDoesNotCount() {
        List<AttemptRow> three = failures(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));
        // The last one was in flight at the time.
        Instant resumed = three.getLast().at();

        assertThat(judge(THREE_FAILURES, resumed, three)).isNull();
        assertThat(judge(FIVE_DAYS, resumed, List.of(attempt(410, Duration.ofSeconds(2)))))
                .isNull();
        assertThat(judge(FIVE_DAYS, resumed, List.of(attempt(410, Duration.ZERO))))
                .isEqualTo(DisabledReason.GONE);
    }

    @Test
    void resumeForgivesWhatTheTableKnows() {
        FailureStreak known =
                FailureStreak.NONE.failed(NOW.minusSeconds(20), DAY).failed(NOW.minusSeconds(10), DAY);
        WebhookHealth resumed = new WebhookHealth(known, THREE_FAILURES, true, NOW.minusSeconds(5));

        assertThat(resumed.judge(failures(Duration.ofSeconds(1)), NOW).reason()).isNull();
        assertThat(new WebhookHealth(known, THREE_FAILURES, true, null)
                        .judge(failures(Duration.ofSeconds(1)), NOW)
                        .reason())
                .isEqualTo(DisabledReason.FAILING);
    }

    @Test
    void logThatIsBehindDecidesNothingButGone() {
        Instant late = NOW.plus(Duration.ofHours(1));
        WebhookHealth health = new WebhookHealth(FailureStreak.NONE, THREE_FAILURES, true, null);
        List<AttemptRow> three = failures(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1));

        WebhookHealth.Judgement behind = health.judge(three, late);

        assertThat(behind.reason()).isNull();
        assertThat(health.judge(List.of(attempt(410, Duration.ZERO)), late).reason())
                .isEqualTo(DisabledReason.GONE);
        assertThat(new WebhookHealth(behind.streak(), THREE_FAILURES, true, null)
                        .judge(List.of(attempt(500, Duration.ofHours(-1))), late)
                        .reason())
                .as("the next failure is recent")
                .isEqualTo(DisabledReason.FAILING);
    }

    @Test
    void singleAnswerDisablesOnlyIfItSaysGone() {
        for (int status : List.of(301, 400, 401, 404, 409, 429, 500, 503)) {
            assertThat(judge(THREE_FAILURES, null, List.of(attempt(status, Duration.ZERO))))
                    .as("%d", status)
                    .isNull();
        }
        assertThat(judge(new DisablingRules(false, DAY, null), null, List.of(attempt(410, Duration.ZERO))))
                .isEqualTo(DisabledReason.GONE);
    }

    @Test
    void webhookThatRecoversWithinTheBatchStays() {
        List<AttemptRow> attempts = List.of(
                attempt(200, Duration.ZERO),
                attempt(500, Duration.ofSeconds(3)),
                attempt(500, Duration.ofSeconds(2)),
                attempt(500, Duration.ofSeconds(1)));

        assertThat(judge(THREE_FAILURES, null, attempts)).isNull();
    }

    @Test
    void timesThatAreFarAheadSayNothing() {
        WebhookHealth health = new WebhookHealth(FailureStreak.NONE, THREE_FAILURES, true, null);

        assertThat(health.judge(failures(Duration.ofDays(-1)), NOW).streak()).isEqualTo(FailureStreak.NONE);
    }

    @Test
    void webhookThatIsNotThereOrDisabledAlreadyIsNotJudged() {
        WebhookHealth health = new WebhookHealth(FailureStreak.NONE, THREE_FAILURES, false, null);

        assertThat(health.judge(List.of(attempt(410, Duration.ZERO)), NOW).reason())
                .isNull();
    }

    private static @Nullable DisabledReason judge(
            DisablingRules rules, @Nullable Instant judgedFrom, List<AttemptRow> attempts) {
        return new WebhookHealth(FailureStreak.NONE, rules, true, judgedFrom)
                .judge(attempts, NOW)
                .reason();
    }

    private static List<AttemptRow> failures(Duration... ago) {
        return Arrays.stream(ago).map(one -> attempt(500, one)).toList();
    }

    private static AttemptRow attempt(int status, Duration ago) {
        LogSamples samples = LogSamples.of("acme", new UUID(0, 1), "evt").at(NOW.minus(ago));
        LogRecord.Next next = status == 200 ? new LogRecord.Next.Delivered() : new LogRecord.Next.GivenUp();
        return AttemptRow.of(
                samples.attempted(1, 1, Duration.ZERO, Trigger.EVENT, LogSamples.status(status, ""), next), 0);
    }
}
