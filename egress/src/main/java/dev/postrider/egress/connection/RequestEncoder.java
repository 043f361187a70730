package dev.postrider.egress.connection;

import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.ProxySettings;
import dev.postrider.egress.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes requests as HTTP/1.1 (RFC 9112): head and body in one buffer, so that they leave in one piece. Belongs to one loop. */
final class RequestEncoder {
    /** Many more than the names in use; names are checked once, and then copied as bytes. */
    private static final int MAX_NAMES = 512;

    private static final int MAX_NAME = 128;

    private final String userAgent;
    private final boolean absolute;
    private final @Nullable String proxyAuthorization;
    private final Map<String, byte[]> names = new HashMap<>();
    /** The head that is being written; kept, so that it grows once. */
    private byte[] head = new byte[2048];

    private int size;

    /**
     * @param proxy that the requests are said to, which then are in absolute form; null where they reach their target
     */
    RequestEncoder(String userAgent, @Nullable ProxySettings proxy) {
        this.userAgent = userAgent;
        this.absolute = proxy != null;
        this.proxyAuthorization = proxy == null ? null : proxy.authorization();
    }

    /**
     * The bytes to send; the caller owns them.
     *
     * @param authorization value of that header; null for none
     * @throws UnsendableHeaderException if a header of the request cannot be sent
     */
    ByteBuf encode(OutboundRequest request, @Nullable String authorization, ByteBufAllocator allocator)
            throws UnsendableHeaderException {
        Target target = request.target();
        size = 0;
        put("POST ");
        if (absolute) {
            put("http://");
            put(target.authority());
        }
        put(target.path());
        put(" HTTP/1.1\r\nhost: ");
        put(target.authority());
        if (proxyAuthorization != null) {
            put("\r\nproxy-authorization: ");
            put(proxyAuthorization);
        }
        if (authorization != null) {
            put("\r\nauthorization: ");
            if (!put(authorization)) {
                throw HeaderRules.unsendableValue(EndpointAuth.HEADER);
            }
        }
        boolean namesUserAgent = false;
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            String name = header.getKey();
            namesUserAgent |= HeaderRules.isUserAgent(name);
            if (authorization != null && HeaderRules.isAuthorization(name)) {
                throw HeaderRules.authorizationTwice();
            }
            put(lineStart(name));
            if (!put(header.getValue())) {
                throw HeaderRules.unsendableValue(name);
            }
        }
        if (!namesUserAgent) {
            put("\r\nuser-agent: ");
            put(userAgent);
        }
        put("\r\ncontent-length: ");
        put(Integer.toString(request.body().length));
        put("\r\n\r\n");
        return allocator
                .directBuffer(size + request.body().length)
                .writeBytes(head, 0, size)
                .writeBytes(request.body());
    }

    /** The end of the line before, and {@code name: }. */
    private byte[] lineStart(String name) throws UnsendableHeaderException {
        byte[] known = names.get(name);
        if (known != null) {
            return known;
        }
        HeaderRules.requireName(name);
        byte[] start = ("\r\n" + name + ": ").getBytes(StandardCharsets.US_ASCII);
        if (names.size() < MAX_NAMES && name.length() <= MAX_NAME) {
            names.put(name, start);
        }
        return start;
    }

    private void put(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, head, size, bytes.length);
        size += bytes.length;
    }

    /** Copies the text, and says whether all of it may stand in a header's value. */
    private boolean put(String text) {
        int length = text.length();
        reserve(length);
        boolean sendable = true;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            sendable &= HeaderRules.isInValue(c);
            head[size + i] = (byte) c;
        }
        size += length;
        return sendable;
    }

    private void reserve(int length) {
        if (size + length > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, size + length));
        }
    }
}
