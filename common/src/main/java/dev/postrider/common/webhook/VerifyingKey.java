package dev.postrider.common.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The public half of a {@link SigningKey}, which anyone may have: {@code whpk_} and the base64 of its 32 bytes, as Standard
 * Webhooks 1.0.0 has it.
 */
public record VerifyingKey(String text) {
    /** The prefix of the Standard Webhooks form. */
    public static final String PREFIX = "whpk_";

    /** Of an Ed25519 key, RFC 8032, section 5.1.5. */
    static final int BYTES = 32;

    /**
     * @throws IllegalArgumentException if this is no such text
     */
    public VerifyingKey {
        if (!text.startsWith(PREFIX) || decode(text).length != BYTES) {
            throw new IllegalArgumentException("must be 'whpk_' and the base64 of " + BYTES + " bytes");
        }
    }

    static VerifyingKey of(byte[] bytes) {
        return new VerifyingKey(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return decode(text);
    }

    /** The bytes as a JSON Web Key has them: its {@code x}, RFC 8037, section 2. */
    public String x() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    /** The key's name: its JSON Web Key thumbprint, RFC 7638, so that it follows from the key. */
    public String id() {
        String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x() + "\"}";
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }
}
