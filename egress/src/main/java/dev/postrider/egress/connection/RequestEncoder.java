package dev.postrider.egress.connection;

import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.Map;

/** Writes requests as HTTP/1.1 (RFC 9112): head and body in one buffer, so that they leave in one piece. Belongs to one loop. */
final class RequestEncoder {
    private final String userAgent;
    /** The head that is being written; kept, so that it grows once. */
    private byte[] head = new byte[2048];

    private int size;

    RequestEncoder(String userAgent) {
        this.userAgent = userAgent;
    }

    /**
     * The bytes to send; the caller owns them.
     *
     * @throws UnsendableHeaderException if a header of the request cannot be sent
     */
    ByteBuf encode(OutboundRequest request, ByteBufAllocator allocator) throws UnsendableHeaderException {
        Target target = request.target();
        size = 0;
        put("POST ").put(target.path()).put(" HTTP/1.1\r\nhost: ").put(target.authority());
        boolean namesUserAgent = false;
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            String name = header.getKey();
            HeaderRules.requireSendable(name, header.getValue());
            namesUserAgent |= HeaderRules.isUserAgent(name);
            put("\r\n").put(name).put(": ").put(header.getValue());
        }
        if (!namesUserAgent) {
            put("\r\nuser-agent: ").put(userAgent);
        }
        put("\r\ncontent-length: ").put(Integer.toString(request.body().length)).put("\r\n\r\n");
        return allocator
                .directBuffer(size + request.body().length)
                .writeBytes(head, 0, size)
                .writeBytes(request.body());
    }

    private RequestEncoder put(String text) {
        int length = text.length();
        if (size + length > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, size + length));
        }
        for (int i = 0; i < length; i++) {
            head[size + i] = (byte) text.charAt(i);
        }
        size += length;
        return this;
    }
}
