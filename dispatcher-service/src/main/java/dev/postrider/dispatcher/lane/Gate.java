package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What one webhook's lanes share: its limit of exchanges at once, its rate, its breaker, and the pause that its endpoint asked
 * for. Says whether an exchange may start now, and if not, why and when to ask again. Belongs to the thread that owns the
 * consumer.
 */
final class Gate {
    /** When to ask again where only a change of the webhook or an answer ends the wait. */
    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(100).toNanos();

    private static final int GONE = 410;

    private final LaneSettings settings;
    private final AdaptiveLimit limit;
    private final Breaker breaker;
    private @Nullable TokenBucket bucket;
    private @Nullable Admitted probe;
    private long askedToWaitUntil;
    private boolean asksToWait;

    /** The version of the webhook whose endpoint said that it is gone; 0 for none. */
    private long goneAtVersion;

    private @Nullable Instant lockedUntil;

    private final SequencedSet<Lane> waitingForSlot = new LinkedHashSet<>();
    private int lanes;
    private int inFlight;
    private long lastAnswerNanos;
    private long usualNanos;
    private boolean slow;
    private long idleSinceNanos;

    Gate(LaneSettings settings, long now) {
        this.settings = settings;
        this.limit = new AdaptiveLimit(settings.concurrency());
        this.breaker = new Breaker(settings.breaker());
        this.idleSinceNanos = now;
    }

    /** Whether an exchange may start. */
    sealed interface Verdict {
        record Go() implements Verdict {}

        /**
         * @param reason what the log calls it
         * @param untilNanos when to ask again
         * @param held whether nothing is sent at all, rather than the endpoint being busy
         */
        record Wait(HeldReason reason, long untilNanos, boolean held) implements Verdict {}
    }

    private static final Verdict GO = new Verdict.Go();

    /**
     * @param heldByState why the webhook's own state holds its deliveries; null if it does not
     */
    Verdict verdict(Webhook webhook, @Nullable HeldReason heldByState, long now) {
        if (heldByState != null) {
            return new Verdict.Wait(heldByState, now + ASK_AGAIN_NANOS, true);
        }
        if (goneAtVersion >= webhook.version()) {
            return new Verdict.Wait(HeldReason.DISABLED, now + ASK_AGAIN_NANOS, true);
        }
        if (asksToWait && askedToWaitUntil - now > 0) {
            return new Verdict.Wait(HeldReason.RETRY_AFTER, askedToWaitUntil, true);
        }
        asksToWait = false;
        long breakerWait = breaker.waitNanos(now);
        if (breakerWait > 0) {
            return new Verdict.Wait(HeldReason.BREAKER_OPEN, now + Math.min(breakerWait, ASK_AGAIN_NANOS * 10), true);
        }
        if (inFlight >= limit.limit(maxConcurrency(webhook))) {
            // A release asks again.
            return new Verdict.Wait(HeldReason.BEHIND, now + ASK_AGAIN_NANOS * 10, false);
        }
        long rateWait = rateWait(webhook, now);
        return rateWait > 0 ? new Verdict.Wait(HeldReason.RATE_LIMITED, now + rateWait, false) : GO;
    }

    /** Counts an exchange that {@link #verdict} let go. */
    void start(Admitted admitted, long now) {
        if (bucket != null) {
            bucket.take(now);
        }
        if (breaker.start()) {
            probe = admitted;
        }
        if (inFlight == 0) {
            lastAnswerNanos = now;
        }
        inFlight++;
    }

    /** Takes note of how an exchange ended. */
    void finish(Admitted admitted, Webhook webhook, AttemptOutcome outcome, InstantSource clock, long now) {
        boolean failing = isFailing(outcome);
        boolean wasProbe = probe != null && probe.origin() == admitted.origin() && probe.offset() == admitted.offset();
        if (wasProbe) {
            probe = null;
        }
        limit.sample(outcome.duration(), inFlight, failing, maxConcurrency(webhook));
        breaker.finish(wasProbe, failing, now);
        if (outcome instanceof AttemptOutcome.Responded responded && responded.status() == GONE) {
            goneAtVersion = webhook.version();
        }
        Duration asked = outcome.isSuccess() ? Duration.ZERO : outcome.retryAfter(clock.instant());
        if (!asked.isZero()) {
            holdUntil(now + asked.toNanos(), now);
        }
        long nanos = outcome.duration().toNanos();
        usualNanos = usualNanos == 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
        lastAnswerNanos = now;
        release(now);
    }

    /** Counts an exchange as over of which nothing is known: its dispatcher no longer owned it. */
    void release(long now) {
        inFlight--;
        if (inFlight == 0) {
            idleSinceNanos = now;
        }
    }

    /** Sends nothing before that moment. */
    void holdUntil(long nanos, long now) {
        if (!asksToWait || nanos - askedToWaitUntil > 0) {
            asksToWait = nanos - now > 0;
            askedToWaitUntil = nanos;
        }
    }

    /** Notes that the webhook's secrets cannot be read, so that nobody's waiting for them counts as age. */
    void locked(Instant now) {
        lockedUntil = now;
    }

    /** When the webhook's secrets could last not be read; null if that is not known to have been. */
    @Nullable Instant lockedUntil() {
        return lockedUntil;
    }

    /** Judges anew whether its exchanges take longer than a slot may be taken without limit. */
    boolean judgeSlow(long now) {
        long silentFor = inFlight > 0 ? now - lastAnswerNanos : 0;
        slow = Math.max(silentFor, usualNanos) > settings.slowAfter().toNanos();
        return slow;
    }

    boolean isSlow() {
        return slow;
    }

    LaneSurvey.Breaker breaker() {
        return breaker.survey();
    }

    int inFlight() {
        return inFlight;
    }

    /** Remembers a lane to be asked again when an exchange is over. */
    void waitForSlot(Lane lane) {
        waitingForSlot.add(lane);
    }

    /** A lane that waits for a slot; null if none does. */
    @Nullable Lane nextWaiting() {
        while (!waitingForSlot.isEmpty()) {
            Lane lane = waitingForSlot.removeFirst();
            if (lane.hasQueued()) {
                return lane;
            }
        }
        return null;
    }

    void gainLane() {
        lanes++;
    }

    void loseLane() {
        lanes--;
    }

    /** Whether it can be forgotten: nothing waits for it, and a new one would let the next delivery go as this one would. */
    boolean isForgettable(long now) {
        return inFlight == 0
                && lanes == 0
                && (!asksToWait || askedToWaitUntil - now <= 0)
                && breaker.waitNanos(now) == 0
                && (bucket == null || bucket.isFull(now))
                && now - idleSinceNanos > settings.forgetIdleAfter().toNanos();
    }

    private int maxConcurrency(Webhook webhook) {
        Integer own = webhook.pacing().maxConcurrency();
        return own == null ? settings.concurrency() : own;
    }

    private long rateWait(Webhook webhook, long now) {
        Integer rate = webhook.pacing().ratePerSecond();
        if (rate == null) {
            bucket = null;
            return 0;
        }
        if (bucket == null || bucket.ratePerSecond() != rate) {
            bucket = new TokenBucket(rate, now);
        }
        return bucket.waitNanos(now);
    }

    /** Whether the endpoint, rather than this one delivery, is in trouble. */
    private static boolean isFailing(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Responded responded ->
                responded.status() >= 500 || responded.status() == 429 || responded.status() == 408;
            case AttemptOutcome.Failed failed -> failed.kind() != FailureKind.REFUSED;
        };
    }
}
