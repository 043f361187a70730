package dev.postrider.common.webhook;

import java.time.Instant;
import java.util.List;

/**
 * How a webhook's requests are signed.
 *
 * @param secrets the newest first; the newest does not expire. Empty only where they are not known or not needed any more
 * @param keys the same of Ed25519 keys; empty where none signs
 * @param signatures which are sent, in their one order
 */
public record Signing(
        List<Expiring<SigningSecret>> secrets, List<Expiring<SigningKey>> keys, List<SignatureSetting> signatures) {
    /** So many secrets, and so many keys, sign at once. */
    public static final int MAX_LIVE = 5;

    public Signing {
        secrets = List.copyOf(secrets);
        keys = List.copyOf(keys);
        signatures = SignatureSetting.ordered(signatures);
        requireLasting(secrets);
        requireLasting(keys);
        if (needsKey(signatures) && keys.isEmpty() && !secrets.isEmpty()) {
            throw new IllegalArgumentException("a signature by Ed25519 needs a key");
        }
    }

    /** By one secret that does not expire. */
    public static Signing by(SigningSecret secret, List<SignatureSetting> signatures) {
        return new Signing(List.of(Expiring.never(secret)), List.of(), signatures);
    }

    /** The secrets that sign at that moment, the newest first. */
    public List<SigningSecret> secretsAt(Instant moment) {
        return Expiring.live(secrets, moment);
    }

    /** The Ed25519 keys that sign at that moment, the newest first. */
    public List<SigningKey> keysAt(Instant moment) {
        return Expiring.live(keys, moment);
    }

    /** The newest secret, which alone signs where there is room for one signature; there must be one. */
    public SigningSecret newest() {
        return secrets.get(0).key();
    }

    /** Whether it asks for a signature that needs a key. */
    public static boolean needsKey(List<SignatureSetting> signatures) {
        return signatures.stream().anyMatch(setting -> setting.profile() == SignatureProfile.STANDARD_ED25519);
    }

    private static void requireLasting(List<? extends Expiring<?>> keys) {
        if (!keys.isEmpty() && keys.get(0).expiresAt() != null) {
            throw new IllegalArgumentException("the newest of a webhook's keys expires, and nothing would sign then");
        }
    }
}
