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
 */
record Standing(
        boolean paused,
        @Nullable Disabled disabled,
        @Nullable Instant judgedFrom) {
    /** How a webhook begins. */
    static final Standing GOING = new Standing(false, null, null);

    /** That it was disabled automatically. */
    record Disabled(DisabledReason reason, Instant at) {}

    Standing pause() {
        return new Standing(true, disabled, judgedFrom);
    }

    /** What went wrong before is forgotten; one that goes already is as it is. */
    Standing resume(Instant now) {
        return paused || disabled != null ? new Standing(false, null, now) : this;
    }

    /** A probe succeeded: what went wrong before is forgotten, and a pause stays. */
    Standing probed(Instant now) {
        return disabled != null ? new Standing(paused, null, now) : this;
    }

    /** It begins anew as far as failures count. */
    Standing judgedAnew(Instant now) {
        return new Standing(paused, disabled, now);
    }
}
