package dev.postrider.api.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What is kept of a key: its SHA-256. A key is 256 random bits, which nobody guesses however fast the hash, so a slow
 * password hash would only cost time on every request.
 */
// Compared by content below; the array is never changed.
@SuppressWarnings("ArrayRecordComponent")
record KeyHash(byte[] value) {
    static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "KeyHash[" + HexFormat.of().formatHex(value, 0, 4) + "…]";
    }
}
