package dev.postrider.common.webhook;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A webhook's signing secret: 8 to 255 printable ASCII characters. Never printed.
 *
 * <p>One that starts with {@code whsec_} carries base64 after it, as Standard Webhooks 1.0.0 has it.
 */
public record SigningSecret(String value) {
    /** The prefix of the Standard Webhooks form. */
    public static final String PREFIX = "whsec_";

    private static final int GENERATED_BYTES = 32;

    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public SigningSecret {
        if (value.length() < 8 || value.length() > 255 || value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException("must be 8 to 255 printable ASCII characters");
        }
        if (value.startsWith(PREFIX)) {
            requireBase64(value);
        }
    }

    /** A new secret of 32 random bytes in the {@code whsec_} form. */
    public static SigningSecret generate(SecureRandom random) {
        byte[] key = new byte[GENERATED_BYTES];
        random.nextBytes(key);
        return new SigningSecret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /** The key of {@code X-Webhook-Signature}: the secret as shown. */
    public byte[] postriderKey() {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    /** The key of the Standard Webhooks signature: what follows {@code whsec_}, decoded; without it the secret itself. */
    public byte[] standardKey() {
        return value.startsWith(PREFIX) ? Base64.getDecoder().decode(value.substring(PREFIX.length())) : postriderKey();
    }

    /** The secret in the form that Standard Webhooks libraries take. */
    public String standardForm() {
        return value.startsWith(PREFIX) ? value : PREFIX + Base64.getEncoder().encodeToString(postriderKey());
    }

    private static void requireBase64(String value) {
        try {
            byte[] key = Base64.getDecoder().decode(value.substring(PREFIX.length()));
            if (key.length == 0) {
                throw new IllegalArgumentException("must have base64 after 'whsec_'");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must have base64 after 'whsec_'", e);
        }
    }

    @Override
    public String toString() {
        return "SigningSecret[redacted]";
    }
}
