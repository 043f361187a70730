package dev.postrider.api.organization;

import dev.postrider.api.access.Limits;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.wire.OrganizationState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An organization as it is kept.
 *
 * @param state what the dispatcher must know
 * @param settings what it need not know
 * @param published whether the dispatcher can know it
 */
record Organization(
        OrganizationId id,
        String name,
        Instant createdAt,
        OrganizationState state,
        Settings settings,
        boolean published) {
    /**
     * Settings that matter to the API alone.
     *
     * @param challengesWebhooks whether a new URL of its webhooks must answer a challenge
     * @param payloadDays how long payloads are kept; null for as long as the log
     */
    record Settings(
            boolean challengesWebhooks,
            Limits limits,
            @Nullable Integer payloadDays) {}

    Organization withPublished(boolean isPublished) {
        return new Organization(id, name, createdAt, state, settings, isPublished);
    }
}
