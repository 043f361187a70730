package dev.postrider.api.deliverylog;

import dev.postrider.common.webhook.DisabledReason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log knows of a webhook in order to judge it.
 *
 * @param rules when to disable it
 * @param isJudged whether it can be disabled: it is there, switched on and not disabled already
 * @param judgedFrom attempts that began up to then do not count; null for all do
 */
record WebhookHealth(
        FailureStreak streak,
        DisablingRules rules,
        boolean isJudged,
        @Nullable Instant judgedFrom) {
    private static final int GONE = 410;

    /**
     * What a batch makes of it.
     *
     * @param reason why the webhook is to be disabled now; null if it is not
     */
    record Judgement(FailureStreak streak, @Nullable DisabledReason reason) {}

    /**
     * Judges the exchanges of a batch, in whichever order they came. Those that began before the webhook was resumed say
     * nothing of what was resumed. Only what follows from the last one counts: a webhook that fails and recovers within one
     * batch is not disabled; but a 410 disables, whatever else there is.
     */
    Judgement judge(List<AttemptRow> attempts, Instant now) {
        List<AttemptRow> counting = attempts.stream()
                .filter(attempt -> judgedFrom == null || attempt.at().isAfter(judgedFrom))
                .filter(attempt -> DisablingRules.isPossible(attempt.end(), now))
                .sorted(Comparator.comparing(AttemptRow::end))
                .toList();
        FailureStreak after = judgedFrom == null ? streak : streak.cleared(judgedFrom);
        for (AttemptRow attempt : counting) {
            after = attempt.exchange().succeeded()
                    ? after.cleared(attempt.end())
                    : after.failed(attempt.end(), rules.longSilence());
        }
        return new Judgement(after, isJudged && !counting.isEmpty() ? reason(counting, after, now) : null);
    }

    private @Nullable DisabledReason reason(List<AttemptRow> counting, FailureStreak after, Instant now) {
        if (counting.stream().anyMatch(WebhookHealth::saysGone)) {
            return DisabledReason.GONE;
        }
        return rules.areMet(after, now) ? DisabledReason.FAILING : null;
    }

    private static boolean saysGone(AttemptRow attempt) {
        Integer status = attempt.exchange().statusCode();
        return status != null && status == GONE;
    }
}
