package dev.postrider.api.apikey;

import dev.postrider.api.access.Role;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept, without the key.
 *
 * @param prefix what is shown of it
 * @param createdBy the caller that made it
 * @param requestsPerSecond null for the installation's limit
 * @param times when what became of it
 */
record ApiKey(
        UUID id,
        OrganizationId organization,
        String name,
        Role role,
        String prefix,
        @Nullable Integer requestsPerSecond,
        String createdBy,
        Times times) {

    /**
     * @param expiresAt null for never
     * @param lastUsedAt null for never; to the minute or so
     */
    record Times(
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {}

    boolean isExpired(Instant now) {
        return times.expiresAt() != null && !now.isBefore(times.expiresAt());
    }
}
