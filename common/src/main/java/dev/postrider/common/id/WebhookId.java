package dev.postrider.common.id;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A webhook's id. Its text form is the key of every record that belongs to the webhook. */
public record WebhookId(UUID value) implements Comparable<WebhookId> {

    /**
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static WebhookId parse(String text) {
        return new WebhookId(Uuids.parse(text));
    }

    /**
     * The same of a record's key.
     *
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static WebhookId parse(byte[] ascii) {
        return new WebhookId(Uuids.parse(ascii));
    }

    @Override
    public int compareTo(WebhookId other) {
        return Uuids.UNSIGNED_ORDER.compare(value, other.value);
    }

    /** The text form, as records have it. */
    public byte[] ascii() {
        return Uuids.ascii(value);
    }

    // What a record gets by itself is called through method handles, and ids are compared for each delivery many times.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebhookId id && id.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
