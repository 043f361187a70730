package dev.postrider.common.secret;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sealed text taken apart: {@code v1.<key id>.<base64url, without padding, of nonce, ciphertext and tag>}.
 * The box is the nonce of 12 bytes, the ciphertext, and the tag of 16 bytes.
 */
final class SealedText {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final Pattern FORM = Pattern.compile("v1\\.([A-Za-z0-9_-]{1,32})\\.([A-Za-z0-9_-]*)");

    private final String keyId;
    private final byte[] box;

    SealedText(String keyId, byte[] box) {
        this.keyId = keyId;
        this.box = box;
    }

    /**
     * @throws UnreadableSecretException if it is not in this form
     */
    static SealedText parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw UnreadableSecretException.malformed();
        }
        String keyId = matcher.group(1);
        try {
            byte[] box = Base64.getUrlDecoder().decode(matcher.group(2));
            if (box.length < NONCE_BYTES + TAG_BYTES) {
                throw UnreadableSecretException.truncated(keyId);
            }
            return new SealedText(keyId, box);
        } catch (IllegalArgumentException e) {
            throw UnreadableSecretException.truncated(keyId);
        }
    }

    /** The id of the master key that sealed it. */
    String keyId() {
        return keyId;
    }

    byte[] box() {
        return box;
    }

    @Override
    public String toString() {
        return "v1." + keyId + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(box);
    }
}
