package dev.postrider.common.webhook;

import java.util.Arrays;

/** A way to sign that receivers know how to verify. */
public enum SignatureProfile {
    /** {@code X-Webhook-Signature: sha256=<hex HMAC-SHA256 of the body>}. */
    POSTRIDER("postrider"),
    /** Standard Webhooks 1.0.0: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    STANDARD("standard");

    private final String text;

    SignatureProfile(String text) {
        this.text = text;
    }

    /** The name in the API and on the topic. */
    public String text() {
        return text;
    }

    /**
     * @throws IllegalArgumentException with a message fit for a user, if there is no such profile
     */
    public static SignatureProfile parse(String text) {
        return Arrays.stream(values())
                .filter(profile -> profile.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of: postrider, standard"));
    }
}
