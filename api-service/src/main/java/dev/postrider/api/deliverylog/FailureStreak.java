package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook's exchanges went lately, by the times of their ends. A record that comes twice, or again after a crash, changes
 * nothing; one that comes after a later one of its kind is left out, so failures may be counted too few, never too many.
 *
 * @param clearedAt what failed up to then is forgiven, by a success or a resume; null for never
 * @param failedAt the last failure of all; null for none
 * @param run what failed since; null while nothing did
 */
record FailureStreak(
        @Nullable Instant clearedAt,
        @Nullable Instant failedAt,
        @Nullable Run run) {
    static final FailureStreak NONE = new FailureStreak(null, null, null);

    /**
     * Failures without a success between them, up to {@link #failedAt}.
     *
     * @param since the first
     * @param steadySince the first after the last long silence
     */
    record Run(Instant since, Instant steadySince, int failures) {
        private static Run startingAt(Instant at) {
            return new Run(at, at, 1);
        }
    }

    /** After a success, or a resume. */
    FailureStreak cleared(Instant at) {
        if (clearedAt != null && !at.isAfter(clearedAt)) {
            return this;
        }
        if (run == null || failedAt == null || !failedAt.isAfter(at)) {
            return new FailureStreak(at, failedAt, null);
        }
        // It comes late, amid the run or before it. Of what failed after it, only the last is known for sure.
        return new FailureStreak(at, failedAt, run.since().isAfter(at) ? run : Run.startingAt(failedAt));
    }

    /**
     * After a failure.
     *
     * @param longSilence so long without any failure, nobody can say that it failed all the time
     */
    FailureStreak failed(Instant at, Duration longSilence) {
        boolean isForgiven = clearedAt != null && !at.isAfter(clearedAt);
        boolean isKnown = failedAt != null && !at.isAfter(failedAt);
        if (isForgiven || isKnown) {
            return this;
        }
        if (run == null || failedAt == null) {
            return new FailureStreak(clearedAt, at, Run.startingAt(at));
        }
        Instant steadySince = failedAt.plus(longSilence).isBefore(at) ? at : run.steadySince();
        return new FailureStreak(clearedAt, at, new Run(run.since(), steadySince, run.failures() + 1));
    }
}
