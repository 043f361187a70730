package dev.postrider.api.apikey;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** A key as its bearer holds it: {@code prk_} and 256 random bits in URL-safe base64. Never logged. */
record KeyText(String value) {
    private static final String PREFIX = "prk_";
    private static final int BYTES = 32;
    private static final int SHOWN = PREFIX.length() + 8;
    private static final Pattern SYNTAX = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    static KeyText generate(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new KeyText(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Whether the text can be a key at all; what cannot is not looked up. */
    static boolean isOne(String text) {
        return SYNTAX.matcher(text).matches();
    }

    /** What may be shown of it later. */
    String prefix() {
        return value.substring(0, SHOWN);
    }

    @Override
    public String toString() {
        return prefix() + "…";
    }
}
