package dev.postrider.api.webhook;

import dev.postrider.common.webhook.VerifyingKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key that verifies a webhook's requests.
 *
 * @param expiresAt when its other half signs no more; null for as long as it is the newest
 */
record PublicKey(VerifyingKey key, @Nullable Instant expiresAt) {}
