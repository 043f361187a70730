package dev.postrider.api.webhook;

import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.security.SecureRandom;
import java.util.List;

/**
 * What a webhook's requests are signed by.
 *
 * @param secrets the newest first
 * @param keys Ed25519 keys, the newest first; none where nothing asks for them
 */
record WebhookKeys(List<Expiring<SigningSecret>> secrets, List<Expiring<SigningKey>> keys) {
    /** Of a webhook that gets nothing. */
    static final WebhookKeys NONE = new WebhookKeys(List.of(), List.of());

    WebhookKeys {
        secrets = List.copyOf(secrets);
        keys = List.copyOf(keys);
    }

    static WebhookKeys of(SigningSecret secret) {
        return new WebhookKeys(List.of(Expiring.never(secret)), List.of());
    }

    /** The same, with an Ed25519 key where these signatures need one and there is none. */
    WebhookKeys forSignatures(List<SignatureSetting> signatures, SecureRandom random) {
        return keys.isEmpty() && Signing.needsKey(signatures)
                ? new WebhookKeys(secrets, List.of(Expiring.never(SigningKey.generate(random))))
                : this;
    }

    /** Those that verify what the Ed25519 keys sign. */
    List<PublicKey> publicKeys() {
        return keys.stream()
                .map(key -> new PublicKey(key.key().publicKey(), key.expiresAt()))
                .toList();
    }

    Signing signing(List<SignatureSetting> signatures) {
        return new Signing(secrets, keys, signatures);
    }
}
