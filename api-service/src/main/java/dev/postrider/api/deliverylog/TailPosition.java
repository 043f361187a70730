package dev.postrider.api.deliverylog;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * How far a tail has come on each partition of {@code attempts}. Opaque to callers.
 *
 * @param next the offset to go on at, by partition
 */
// Passed on and never compared.
@SuppressWarnings("ArrayRecordComponent")
record TailPosition(long[] next) {
    private static final byte VERSION = 1;
    private static final String NOT_ONE = "must be the id of an event of this tail";

    /**
     * @throws IllegalArgumentException with a message fit for a user
     */
    static TailPosition parse(String text) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NOT_ONE, e);
        }
        try {
            if (bytes.get() != VERSION || bytes.remaining() == 0 || bytes.remaining() % Long.BYTES != 0) {
                throw new IllegalArgumentException(NOT_ONE);
            }
            long[] next = new long[bytes.remaining() / Long.BYTES];
            for (int i = 0; i < next.length; i++) {
                next[i] = bytes.getLong();
            }
            if (Arrays.stream(next).anyMatch(offset -> offset < 0)) {
                throw new IllegalArgumentException(NOT_ONE);
            }
            return new TailPosition(next);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(NOT_ONE, e);
        }
    }

    /** The text that a caller gives back. */
    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + next.length * Long.BYTES).put(VERSION);
        for (long offset : next) {
            bytes.putLong(offset);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
