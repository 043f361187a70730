package dev.postrider.api.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a key that is still valid should make place for another, or go. */
enum RotationHint {
    /** It ends within two weeks. */
    EXPIRES_SOON,
    /** It never ends and is older than a year. */
    OLD,
    /** Nobody has used it for three months. */
    UNUSED;

    private static final Duration SOON = Duration.ofDays(14);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration IDLE = Duration.ofDays(90);

    static Optional<RotationHint> of(ApiKey.Times times, Instant now) {
        @Nullable Instant expiresAt = times.expiresAt();
        if (times.revokedAt() != null || (expiresAt != null && !now.isBefore(expiresAt))) {
            return Optional.empty();
        }
        if (expiresAt != null && expiresAt.isBefore(now.plus(SOON))) {
            return Optional.of(EXPIRES_SOON);
        }
        Instant last = times.lastUsedAt() == null ? times.createdAt() : times.lastUsedAt();
        if (last.isBefore(now.minus(IDLE))) {
            return Optional.of(UNUSED);
        }
        return expiresAt == null && times.createdAt().isBefore(now.minus(YEAR)) ? Optional.of(OLD) : Optional.empty();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
