package dev.postrider.common.id;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of a rejected record: a UUIDv8 of the UTC day on which it was rejected, in the place where a {@link DeliveryId} has its
 * day, and of the place where the record stood. Rejected again on the same day it has the same id.
 */
public record RejectedId(UUID value) {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

    public static RejectedId of(Instant rejectedAt, String topic, int partition, long offset) {
        ByteBuffer bits = ByteBuffer.wrap(Sha256.of("rejected", topic, partition + "/" + offset));
        long day = Math.floorDiv(rejectedAt.toEpochMilli(), DAY_MILLIS) * DAY_MILLIS;
        return new RejectedId(new UUID(
                (day << 16) | VERSION_8 | (bits.getShort() & 0x0fffL),
                VARIANT_RFC | (bits.getLong() & 0x3fff_ffff_ffff_ffffL)));
    }

    /** The start of the UTC day whose partition holds its row. */
    public Instant day() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
