package dev.postrider.api.web;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * A place in a list that is ordered by time and id: the last row of the page before. Opaque to callers.
 *
 * @param at in whole microseconds, as the database keeps it
 */
public record Cursor(Instant at, UUID id) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES;
    private static final long MICROS = 1_000_000;

    public Cursor {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static Cursor parse(String text) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NOT_A_CURSOR, e);
        }
        if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
            throw new IllegalArgumentException(NOT_A_CURSOR);
        }
        long micros = bytes.getLong();
        Instant at = Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS),
                Math.floorMod(micros, MICROS) * ChronoUnit.MICROS.getDuration().toNanos());
        return new Cursor(at, new UUID(bytes.getLong(), bytes.getLong()));
    }

    /** The text that a caller gives back. */
    public String text() {
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), MICROS), at.getNano() / 1000);
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(micros)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static final String NOT_A_CURSOR = "must be the next_cursor of a page of this list";
}
