package dev.postrider.common.id;

import java.util.UUID;

/** A webhook's id. Its text form is the key of every record that belongs to the webhook. */
public record WebhookId(UUID value) implements Comparable<WebhookId> {

    /**
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static WebhookId parse(String text) {
        return new WebhookId(Uuids.parse(text));
    }

    @Override
    public int compareTo(WebhookId other) {
        return Uuids.UNSIGNED_ORDER.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
