package dev.postrider.bench.sink;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request, as far as the sink needs it: a reader of all headers would cost more than the rest of the
 * sink.
 *
 * @param slot the number that is the request's path
 * @param bodyStart index in the buffer
 */
record Head(int slot, int bodyStart, int bodyLength) {
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte TO_LOWER = 0x20;

    /** The end of the request. */
    int end() {
        return bodyStart + bodyLength;
    }

    /** Reads a head from where the buffer stands, without moving it; null if it is not complete. */
    static @Nullable Head read(ByteBuf in) {
        int from = in.readerIndex();
        int end = in.writerIndex();
        int lineEnd = in.indexOf(from, end, (byte) '\n');
        if (lineEnd < 0) {
            return null;
        }
        int slot = slot(in, from, lineEnd);
        int length = 0;
        for (int line = lineEnd + 1; ; line = lineEnd + 1) {
            lineEnd = in.indexOf(line, end, (byte) '\n');
            if (lineEnd < 0) {
                return null;
            }
            if (lineEnd - line <= 1) {
                return new Head(slot, lineEnd + 1, length);
            }
            if (isContentLength(in, line, lineEnd)) {
                length = contentLength(in, line, lineEnd);
            }
        }
    }

    private static int slot(ByteBuf in, int from, int lineEnd) {
        int slash = in.indexOf(from, lineEnd, (byte) '/');
        return slash < 0 ? 0 : (int) new ByteReader(in, slash + 1, lineEnd).number();
    }

    private static boolean isContentLength(ByteBuf in, int line, int lineEnd) {
        if (lineEnd - line < CONTENT_LENGTH.length) {
            return false;
        }
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            if ((in.getByte(line + i) | TO_LOWER) != CONTENT_LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static int contentLength(ByteBuf in, int line, int lineEnd) {
        int at = line + CONTENT_LENGTH.length;
        while (in.getByte(at) == ' ') {
            at++;
        }
        return (int) new ByteReader(in, at, lineEnd).number();
    }
}
