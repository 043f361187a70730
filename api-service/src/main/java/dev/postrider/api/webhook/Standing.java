package dev.postrider.api.webhook;

import dev.postrider.common.webhook.DisabledReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a webhook that is switched on gets its deliveries, or they wait.
 *
 * @param paused by a user, until a user resumes it
 * @param disabled by the delivery log, until a user resumes it; null for not
 * @param judgedFrom failures up to this moment do not count towards disabling it; null for all count
 * @param challenge that its URL has still to answer; null for none
 */
record Standing(
        boolean paused,
        @Nullable Disabled disabled,
        @Nullable Instant judgedFrom,
        @Nullable Challenge challenge) {
    /** How a webhook begins. */
    static final Standing GOING = new Standing(false, null, null, null);

    /** That it was disabled automatically. */
    record Disabled(DisabledReason reason, Instant at) {}

    /**
     * A challenge that the webhook's URL has not answered yet.
     *
     * @param isNew whether the webhook never had a URL that it could be sent to: then events are not matched meanwhile,
     *     otherwise they wait
     * @param since when the URL was set
     * @param asked how often
     * @param nextAskAt null where it is not asked again by itself
     * @param error what was wrong with the last answer
     */
    record Challenge(
            boolean isNew,
            Instant since,
            int asked,
            @Nullable Instant lastAskedAt,
            @Nullable Instant nextAskAt,
            @Nullable String error) {}

    Standing pause() {
        return new Standing(true, disabled, judgedFrom, challenge);
    }

    /** What went wrong before is forgotten; one that goes already is as it is. */
    Standing resume(Instant now) {
        return paused || disabled != null ? new Standing(false, null, now, challenge) : this;
    }

    /** A probe succeeded: what went wrong before is forgotten, and a pause stays. */
    Standing probed(Instant now) {
        return disabled != null ? new Standing(paused, null, now, challenge) : this;
    }

    /** It begins anew as far as failures count. */
    Standing judgedAnew(Instant now) {
        return new Standing(paused, disabled, now, challenge);
    }

    /** Its URL has a challenge to answer. */
    Standing challenged(Challenge by) {
        return new Standing(paused, disabled, judgedFrom, by);
    }

    /** Its URL has answered. */
    Standing proven() {
        return new Standing(paused, disabled, judgedFrom, null);
    }
}
