package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The start of a response body: counts all bytes, keeps those that the log shows. Used by one event loop at a time. */
final class BodyHead {
    private final int maxBytes;
    private final int maxChars;
    /** Made for the first chunk: most answers have no body. */
    private @Nullable ByteArrayOutputStream kept;

    private long received;

    /**
     * @param maxBytes that may be read
     */
    BodyHead(int maxBytes) {
        this(maxBytes, AttemptOutcome.MAX_BODY_CHARS);
    }

    /**
     * @param maxChars that are kept
     */
    BodyHead(int maxBytes, int maxChars) {
        this.maxBytes = maxBytes;
        this.maxChars = maxChars;
    }

    /** Takes a chunk, without releasing it. */
    void add(ByteBuf chunk) {
        received += chunk.readableBytes();
        // Enough for the characters kept: none takes more than three bytes per UTF-16 unit.
        int maxKept = 3 * maxChars + 3;
        if (kept == null) {
            kept = new ByteArrayOutputStream(Math.min(maxKept, chunk.readableBytes()));
        }
        int room = Math.min(maxKept - kept.size(), chunk.readableBytes());
        if (room > 0) {
            byte[] bytes = new byte[room];
            chunk.getBytes(chunk.readerIndex(), bytes);
            kept.writeBytes(bytes);
        }
    }

    /** Forgets what came. */
    void clear() {
        kept = null;
        received = 0;
    }

    /** Whether more came than may be read. */
    boolean isExceeded() {
        return received > maxBytes;
    }

    /** What is kept of it, as UTF-8; what is malformed, and NUL, which databases refuse, becomes U+FFFD. */
    String text() {
        if (kept == null) {
            return "";
        }
        String text = kept.toString(StandardCharsets.UTF_8).replace('\0', '\ufffd');
        if (text.length() <= maxChars) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(maxChars - 1));
        return text.substring(0, splitsPair ? maxChars - 1 : maxChars);
    }
}
