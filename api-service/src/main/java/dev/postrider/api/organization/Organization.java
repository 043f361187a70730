package dev.postrider.api.organization;

import dev.postrider.common.id.OrganizationId;
import java.time.Instant;

/**
 * An organization as it is kept.
 *
 * @param paused whether all its deliveries are held
 * @param challengesWebhooks whether a new URL of its webhooks must answer a challenge
 * @param published whether the dispatcher can know it
 */
record Organization(
        OrganizationId id,
        String name,
        Instant createdAt,
        boolean paused,
        boolean challengesWebhooks,
        boolean published) {
    Organization withPublished(boolean isPublished) {
        return new Organization(id, name, createdAt, paused, challengesWebhooks, isPublished);
    }
}
