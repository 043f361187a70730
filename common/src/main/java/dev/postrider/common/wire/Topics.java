package dev.postrider.common.wire;

import dev.postrider.common.retry.RetryTier;

/**
 * The names of the topics.
 *
 * @param prefix before every name, {@code postrider.} by default
 */
public record Topics(String prefix) {
    public static final String DEFAULT_PREFIX = "postrider.";
    public static final Topics DEFAULT = new Topics(DEFAULT_PREFIX);

    /**
     * @throws IllegalArgumentException if the prefix has characters that Kafka does not take
     */
    public Topics {
        if (!prefix.matches("[A-Za-z0-9._-]{0,100}")) {
            throw new IllegalArgumentException("the topic prefix may have letters, digits, '.', '_' and '-' only");
        }
    }

    public String events() {
        return prefix + "events";
    }

    /** For producers that speak for some organizations only. */
    public String eventsFrom(String name) {
        return prefix + "events.from." + name;
    }

    public String eventsInternal() {
        return prefix + "events.internal";
    }

    public String eventsRejected() {
        return prefix + "events.rejected";
    }

    public String webhooks() {
        return prefix + "webhooks";
    }

    public String deliveries() {
        return prefix + "deliveries";
    }

    public String retry(RetryTier tier) {
        return prefix + "retry." + tier.name();
    }

    public String shelf() {
        return prefix + "shelf";
    }

    public String lanes() {
        return prefix + "lanes";
    }

    public String controls() {
        return prefix + "controls";
    }

    public String deadLetter() {
        return prefix + "dead-letter";
    }

    public String attempts() {
        return prefix + "attempts";
    }

    /** The topic to which a record in a tier returns. */
    public String of(ReturnTo returnTo) {
        return prefix + returnTo.text();
    }
}
