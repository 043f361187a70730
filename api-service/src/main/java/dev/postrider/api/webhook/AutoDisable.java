package dev.postrider.api.webhook;

import org.jspecify.annotations.Nullable;

/**
 * When a webhook that goes on failing is disabled.
 *
 * @param enabled whether it is at all; a 410 disables it all the same
 * @param afterSeconds so long a failure disables it; null for as long as is configured
 * @param consecutiveFailures so many failures in a row disable it too; null for no number
 * @param probe whether a request that succeeds ends the disabling of one that failed
 */
record AutoDisable(
        boolean enabled,
        @Nullable Integer afterSeconds,
        @Nullable Integer consecutiveFailures,
        boolean probe) {
    static final AutoDisable DEFAULT = new AutoDisable(true, null, null, false);
}
