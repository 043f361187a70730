package dev.postrider.common.secret;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ring of master keys: one that seals, and older ones that still open. At least one, at most 20; each of 256 bits, with
 * an id that stands in every text that it sealed. Never printed.
 */
public final class MasterKeys {
    private static final int MAX_KEYS = 20;
    private static final int KEY_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final String FORM =
            "must be <id>:<base64 of 32 bytes>, such as the output of:" + " echo \"k1:$(openssl rand -base64 32)\"";

    /** The one that seals comes first. */
    private final Map<String, SecretKey> keys;

    private final String current;

    /**
     * @param keys of 32 bytes each by their ids; the first in iteration order seals
     * @throws IllegalArgumentException with a message fit for a user, without any key material
     */
    public MasterKeys(Map<String, byte[]> keys) {
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("has " + keys.size() + " keys; give 1 to " + MAX_KEYS);
        }
        Map<String, SecretKey> ring = new LinkedHashMap<>();
        keys.forEach((id, bytes) -> {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "has a key whose id is not 1 to 32 letters, digits, dashes and underscores; each " + FORM);
            }
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException(
                        "has a key '" + id + "' of " + bytes.length + " bytes; each " + FORM);
            }
            ring.put(id, new SecretKeySpec(bytes, "AES"));
        });
        this.keys = Collections.unmodifiableMap(ring);
        this.current = ring.keySet().iterator().next();
    }

    /**
     * Reads a ring from text: a key on each line, or separated by commas, as {@code <id>:<base64 of 32 bytes>}; the first
     * seals. Empty lines and lines that start with {@code #} are passed over.
     *
     * @throws IllegalArgumentException with a message fit for a user, without any key material
     */
    public static MasterKeys parse(String text) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (String line : text.split("\\R", -1)) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            for (String entry : line.split(",", -1)) {
                put(entry.strip(), keys);
            }
        }
        return new MasterKeys(keys);
    }

    private static void put(String entry, Map<String, byte[]> keys) {
        int colon = entry.indexOf(':');
        // Not a word of the entry is repeated: without a colon it may be the key itself.
        if (colon < 1 || !ID.matcher(entry.substring(0, colon)).matches()) {
            throw new IllegalArgumentException("has an entry without an id; each " + FORM);
        }
        String id = entry.substring(0, colon);
        if (keys.put(id, bytes(id, entry.substring(colon + 1))) != null) {
            throw new IllegalArgumentException("has two keys with the id '" + id + "'");
        }
    }

    private static byte[] bytes(String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // Without its cause, which names characters of the key.
            throw new IllegalArgumentException("has a key '" + id + "' that is not base64; each " + FORM);
        }
    }

    /** The id of the key that seals. */
    public String current() {
        return current;
    }

    /** The ids of all, the one that seals first. */
    public Set<String> ids() {
        return keys.keySet();
    }

    SecretKey sealing() {
        return find(current).orElseThrow();
    }

    Optional<SecretKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** The ids only. */
    @Override
    public String toString() {
        return "MasterKeys" + keys.keySet();
    }
}
