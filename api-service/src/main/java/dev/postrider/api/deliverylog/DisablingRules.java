package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a webhook that goes on failing is disabled.
 *
 * @param enabled whether it is at all
 * @param after attempts failed over so long a time, and none succeeded
 * @param failures or so many failed, one after the other; null for no number
 */
record DisablingRules(
        boolean enabled, Duration after, @Nullable Integer failures) {
    /** A log that is behind decides nothing: the webhook may have recovered since. The next failure will be recent. */
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** So long without an attempt, a webhook was not failing all the time: it had nothing to get, or was paused. */
    Duration longSilence() {
        return after.dividedBy(2);
    }

    /** A time this far ahead is that of a clock that is wrong; it would make all later failures old ones. */
    static boolean isPossible(Instant end, Instant now) {
        return !end.isAfter(now.plus(RECENT));
    }

    boolean areMet(FailureStreak streak, Instant now) {
        FailureStreak.Run run = streak.run();
        Instant failedAt = streak.failedAt();
        if (!enabled || run == null || failedAt == null || failedAt.plus(RECENT).isBefore(now)) {
            return false;
        }
        boolean isLong = !run.steadySince().plus(after).isAfter(failedAt);
        boolean isOften = failures != null && run.failures() >= failures;
        return isLong || isOften;
    }
}
