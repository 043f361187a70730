package dev.postrider.api.deliverylog;

import dev.postrider.common.id.EventId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** A place in the list of events: the last one of the page before. Opaque to callers. */
public record EventCursor(Instant at, EventId id) {
    private static final byte VERSION = 2;
    private static final String NOT_A_CURSOR = "must be the next_cursor of a page of this list";

    /**
     * @throws IllegalArgumentException with a message fit for a user
     */
    static EventCursor parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() <= 1 + Long.BYTES || bytes.get() != VERSION) {
                throw new IllegalArgumentException(NOT_A_CURSOR);
            }
            Instant at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
            return new EventCursor(
                    at, new EventId(StandardCharsets.UTF_8.decode(bytes).toString()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NOT_A_CURSOR, e);
        }
    }

    /** The text that a caller gives back. */
    String text() {
        byte[] event = id.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES + event.length)
                .put(VERSION)
                .putLong(Duration.between(Instant.EPOCH, at).toNanos() / 1000)
                .put(event);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
