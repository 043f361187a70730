package dev.postrider.dispatcher.intake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far a partition has been worked off: the frontier, and up to some higher offset which records are incomplete. What
 * lies between and is not incomplete was completed and is skipped after a restart.
 *
 * <p>The metadata of a commit holds it as {@code 1:} and base64 of varints: the frontier, the distance from it to
 * {@code end}, then the distances from one incomplete offset to the next, the first from the frontier. Where that would exceed what the
 * broker takes, {@code end} is lowered until it fits: more is repeated after a crash, nothing is lost.
 *
 * @param frontier every offset below is complete
 * @param end the first offset about which nothing is said
 * @param incomplete offsets from the frontier on and below {@code end}
 */
public record CommittedProgress(long frontier, long end, NavigableSet<Long> incomplete) {
    /** {@code offset.metadata.max.bytes} of a broker that nobody configured. */
    public static final int MAX_METADATA_CHARS = 4096;

    private static final String VERSION = "1:";
    private static final int MAX_BYTES = (MAX_METADATA_CHARS - VERSION.length()) / 4 * 3;
    private static final int MAX_VARINT_BYTES = 10;

    /** Nothing is known but the frontier. */
    public static CommittedProgress at(long frontier) {
        return new CommittedProgress(frontier, frontier, new TreeSet<>());
    }

    boolean isCompleted(long offset) {
        return offset < frontier || (offset < end && !incomplete.contains(offset));
    }

    /** The metadata for the commit. */
    public String toMetadata() {
        if (end == frontier) {
            return "";
        }
        ByteArrayOutputStream distances = new ByteArrayOutputStream();
        long previous = frontier;
        long covered = end;
        for (long offset : incomplete) {
            if (distances.size() > MAX_BYTES - 3 * MAX_VARINT_BYTES) {
                covered = offset;
                break;
            }
            putVarint(distances, offset - previous);
            previous = offset;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        putVarint(bytes, frontier);
        putVarint(bytes, covered - frontier);
        bytes.writeBytes(distances.toByteArray());
        return VERSION + Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /**
     * Reads what was committed.
     *
     * @param metadata of the commit; what this version does not know, or what belongs to another offset
     *     because a tool moved the commit, says nothing
     */
    public static CommittedProgress read(long frontier, String metadata) {
        if (!metadata.startsWith(VERSION)) {
            return at(frontier);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata.substring(VERSION.length())));
        if (getVarint(bytes) != frontier) {
            return at(frontier);
        }
        long end = frontier + getVarint(bytes);
        TreeSet<Long> incomplete = new TreeSet<>();
        long offset = frontier;
        while (bytes.hasRemaining()) {
            offset += getVarint(bytes);
            incomplete.add(offset);
        }
        return new CommittedProgress(frontier, end, incomplete);
    }

    private static void putVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long getVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
