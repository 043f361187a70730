package dev.postrider.common.webhook;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A way to sign that receivers know how to verify. */
public enum SignatureProfile {
    /** {@code X-Webhook-Signature: sha256=<hex HMAC-SHA256 of the body>}. */
    POSTRIDER("postrider", "X-Webhook-Signature", "sha256="),
    /** {@code X-Webhook-Signature: sha512=<hex HMAC-SHA512 of the body>}. */
    POSTRIDER_SHA512("postrider-sha512", "X-Webhook-Signature", "sha512="),
    /** Standard Webhooks 1.0.0 with {@code v1}: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    STANDARD("standard", null, "webhook-"),
    /** The same with {@code v1a}, by Ed25519 keys; beside {@link #STANDARD} in the same headers. */
    STANDARD_ED25519("standard-ed25519", null, "webhook-"),
    /** {@code X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the body>}, as GitHub signs. */
    GITHUB("github", "X-Hub-Signature-256", "sha256="),
    /** {@code Stripe-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of seconds.body>}, as Stripe signs. */
    STRIPE("stripe", "Stripe-Signature", null);

    private final String text;
    private final @Nullable String header;
    private final @Nullable String prefix;

    SignatureProfile(String text, @Nullable String header, @Nullable String prefix) {
        this.text = text;
        this.header = header;
        this.prefix = prefix;
    }

    /** The name in the API and on the topic. */
    public String text() {
        return text;
    }

    /** The header, where nothing else is said; null if it has three, named by their prefix. */
    @Nullable String header() {
        return header;
    }

    /**
     * What the signature begins with, where nothing else is said, or with Standard Webhooks the names of the headers; null
     * if there is nothing to choose.
     */
    @Nullable String prefix() {
        return prefix;
    }

    /** Whether it sets the three headers of Standard Webhooks. */
    boolean isStandard() {
        return this == STANDARD || this == STANDARD_ED25519;
    }

    /**
     * @throws IllegalArgumentException with a message fit for a user, if there is no such profile
     */
    public static SignatureProfile parse(String text) {
        return Arrays.stream(values())
                .filter(profile -> profile.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of: " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(SignatureProfile::text).collect(Collectors.joining(", "));
    }
}
