package dev.postrider.common.retry;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.DeadReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** What becomes of a delivery after an attempt. */
public sealed interface RetryDecision {
    /** The endpoint took it. */
    record Delivered() implements RetryDecision {}

    /**
     * It is tried again.
     *
     * @param due when, the sum of the tiers that it will wait in; whole milliseconds, as records carry them
     */
    record Retry(Instant due) implements RetryDecision {}

    /** It is given up. */
    record Dead(DeadReason reason) implements RetryDecision {}

    /**
     * Decides by policy alone.
     *
     * @param attempt the number of the attempt that was made, from 1
     * @param tryStartedAt when this try began; its age counts from here
     * @param now after the attempt
     */
    static RetryDecision decide(
            RetryPolicy policy,
            RetryLadder ladder,
            int attempt,
            AttemptOutcome outcome,
            Instant tryStartedAt,
            Instant now,
            RandomGenerator random) {
        if (outcome.isSuccess()) {
            return new Delivered();
        }
        // An endpoint that is gone does not come back by being asked again, whatever the policy says.
        boolean gone = outcome instanceof AttemptOutcome.Responded responded && responded.status() == 410;
        if (gone || !policy.retryOn().retries(outcome)) {
            return new Dead(DeadReason.PERMANENT_FAILURE);
        }
        if (attempt > policy.maxRetries()) {
            return new Dead(DeadReason.EXHAUSTED);
        }
        Duration wished = max(jittered(policy, attempt, random), outcome.retryAfter(now));
        Instant due = now.truncatedTo(ChronoUnit.MILLIS).plus(ladder.roundUp(wished));
        return due.isAfter(tryStartedAt.plus(policy.maxAge())) ? new Dead(DeadReason.EXPIRED) : new Retry(due);
    }

    private static Duration jittered(RetryPolicy policy, int retry, RandomGenerator random) {
        Duration delay = policy.schedule().delay(retry);
        long spread = delay.toMillis() * policy.jitterPercent() / 100;
        return spread == 0 ? delay : delay.plusMillis(random.nextLong(spread + 1));
    }

    private static Duration max(Duration left, Duration right) {
        return left.compareTo(right) >= 0 ? left : right;
    }
}
