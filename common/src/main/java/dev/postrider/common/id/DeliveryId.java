package dev.postrider.common.id;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery's id: a UUIDv8 (RFC 9562, section 5.8) that a repeated fan-out of the same event yields again.
 *
 * <p>48 bits hold the start of the UTC day of the event's log-append time in milliseconds, so that the id names its daily
 * partition; 74 bits come from SHA-256 of organization, event id, webhook id and replay id.
 */
public record DeliveryId(UUID value) {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

    /** The id of the delivery of an event to a webhook, as first published. */
    public static DeliveryId of(Instant eventTime, OrganizationId organization, EventId event, WebhookId webhook) {
        return of(eventTime, organization, event, webhook, "");
    }

    /**
     * The id of the delivery of an event to a webhook.
     *
     * @param replay what the replay that made this delivery is told apart by, empty for the first publication
     */
    public static DeliveryId of(
            Instant eventTime, OrganizationId organization, EventId event, WebhookId webhook, String replay) {
        byte[] hash = Sha256.of(organization.value(), event.value(), webhook.toString(), replay);
        ByteBuffer bits = ByteBuffer.wrap(hash);
        long day = Math.floorDiv(eventTime.toEpochMilli(), DAY_MILLIS) * DAY_MILLIS;
        long high = (day << 16) | VERSION_8 | (bits.getShort() & 0x0fffL);
        long low = VARIANT_RFC | (bits.getLong() & 0x3fff_ffff_ffff_ffffL);
        return new DeliveryId(new UUID(high, low));
    }

    /**
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static DeliveryId parse(String text) {
        return new DeliveryId(Uuids.parse(text));
    }

    /**
     * The same of a record's header.
     *
     * @throws IllegalArgumentException if the text is not a UUID
     */
    public static DeliveryId parse(byte[] ascii) {
        return new DeliveryId(Uuids.parse(ascii));
    }

    /** The start of the UTC day whose partition holds this delivery. */
    public Instant day() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    /** The text form, as records have it. */
    public byte[] ascii() {
        return Uuids.ascii(value);
    }

    // What a record gets by itself is called through method handles, and ids are compared for each delivery many times.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeliveryId id && id.value.equals(value);
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
