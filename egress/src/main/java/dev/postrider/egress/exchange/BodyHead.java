package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The start of a response body: counts all bytes, keeps those that the log shows. Used by one event loop at a time. */
final class BodyHead {
    /** Enough for the characters kept: none takes more than three bytes per UTF-16 unit. */
    private static final int KEPT_BYTES = 3 * AttemptOutcome.MAX_BODY_CHARS + 3;

    private final int maxBytes;
    /** Made for the first chunk: most answers have no body. */
    private @Nullable ByteArrayOutputStream kept;

    private long received;

    /**
     * @param maxBytes that may be read
     */
    BodyHead(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a chunk, without releasing it. */
    void add(ByteBuf chunk) {
        received += chunk.readableBytes();
        if (kept == null) {
            kept = new ByteArrayOutputStream(Math.min(KEPT_BYTES, chunk.readableBytes()));
        }
        int room = Math.min(KEPT_BYTES - kept.size(), chunk.readableBytes());
        if (room > 0) {
            byte[] bytes = new byte[room];
            chunk.getBytes(chunk.readerIndex(), bytes);
            kept.writeBytes(bytes);
        }
    }

    /** Whether more came than may be read. */
    boolean isExceeded() {
        return received > maxBytes;
    }

    /** At most 1,000 characters of UTF-8; what is malformed, and NUL, which databases refuse, becomes U+FFFD. */
    String text() {
        if (kept == null) {
            return "";
        }
        String text = kept.toString(StandardCharsets.UTF_8).replace('\0', '\ufffd');
        if (text.length() <= AttemptOutcome.MAX_BODY_CHARS) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(AttemptOutcome.MAX_BODY_CHARS - 1));
        return text.substring(0, splitsPair ? AttemptOutcome.MAX_BODY_CHARS - 1 : AttemptOutcome.MAX_BODY_CHARS);
    }
}
