package dev.postrider.api.apikey;

import dev.postrider.api.access.Role;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is listed; the key itself is not kept.
 *
 * @param prefix its first characters, by which its owner knows it again
 */
record ApiKey(
        UUID id,
        OrganizationId organization,
        String name,
        Role role,
        String prefix,
        String createdBy,
        Instant createdAt,
        @Nullable Instant revokedAt) {}
