package dev.postrider.api.access;

import org.jspecify.annotations.Nullable;

/**
 * What an organization may use. Null stands for what the installation is configured to allow.
 *
 * @param publishPerSecond events
 * @param eventBytes of one event as it stands on the topic; never more than the installation allows
 * @param webhooks how many it may have
 * @param requestsPerSecond of its keys together
 */
public record Limits(
        @Nullable Integer publishPerSecond,
        @Nullable Integer eventBytes,
        @Nullable Integer webhooks,
        @Nullable Integer requestsPerSecond) {
    /** As the installation is configured. */
    public static final Limits DEFAULT = new Limits(null, null, null, null);
}
