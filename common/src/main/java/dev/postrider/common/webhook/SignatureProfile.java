package dev.postrider.common.webhook;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** A way to sign that receivers know how to verify. */
public enum SignatureProfile {
    /** {@code X-Webhook-Signature: sha256=<hex HMAC-SHA256 of the body>}. */
    POSTRIDER("postrider"),
    /** {@code X-Webhook-Signature: sha512=<hex HMAC-SHA512 of the body>}. */
    POSTRIDER_SHA512("postrider-sha512"),
    /** Standard Webhooks 1.0.0: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    STANDARD("standard"),
    /** {@code X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the body>}, as GitHub signs. */
    GITHUB("github"),
    /** {@code Stripe-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of seconds.body>}, as Stripe signs. */
    STRIPE("stripe");

    /** What a webhook has whose owner says nothing else. */
    public static final Set<SignatureProfile> DEFAULT = Set.of(POSTRIDER, STANDARD);

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
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not one of: " + names()));
    }

    /**
     * @throws IllegalArgumentException with a message fit for a user, if two of the profiles want the same header
     */
    public static void requireTogether(Set<SignatureProfile> profiles) {
        if (profiles.contains(POSTRIDER) && profiles.contains(POSTRIDER_SHA512)) {
            throw new IllegalArgumentException(
                    "has postrider and postrider-sha512, which both set X-Webhook-Signature; choose one");
        }
    }

    private static String names() {
        return Arrays.stream(values()).map(SignatureProfile::text).collect(Collectors.joining(", "));
    }
}
