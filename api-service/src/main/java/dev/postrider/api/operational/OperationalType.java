package dev.postrider.api.operational;

import dev.postrider.common.event.EventType;

/** The types of operational events. Users cannot publish them over REST, and {@code *} does not match them. */
public enum OperationalType {
    WEBHOOK_CREATED("postrider.webhook.created"),
    WEBHOOK_UPDATED("postrider.webhook.updated"),
    WEBHOOK_DELETED("postrider.webhook.deleted"),
    /** It was disabled because its endpoint is gone or goes on failing. */
    WEBHOOK_DISABLED("postrider.webhook.disabled"),
    /** Such a disabling was ended. */
    WEBHOOK_ENABLED("postrider.webhook.enabled"),
    /** A delivery became dead. */
    DELIVERY_EXHAUSTED("postrider.delivery.exhausted"),
    /** A delivery that had been dead was delivered. */
    DELIVERY_RECOVERED("postrider.delivery.recovered"),
    REDRIVE_COMPLETED("postrider.redrive.completed");

    private final String text;

    OperationalType(String text) {
        this.text = text;
    }

    public EventType type() {
        return new EventType(text);
    }
}
