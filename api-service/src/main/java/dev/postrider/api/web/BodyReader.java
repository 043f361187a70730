package dev.postrider.api.web;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** Reads a request's body, whole and bounded, as the bytes that came. */
public final class BodyReader {
    /** Enough for anything that is not an event. */
    public static final DataSize SETTINGS = DataSize.ofKilobytes(64);

    private BodyReader() {}

    /**
     * The body; empty where there is none.
     *
     * @return an error with a 413 problem for a larger body and a 415 problem for one that is declared as something else
     */
    public static Mono<byte[]> read(ServerHttpRequest request, DataSize limit) {
        if (!isJson(request)) {
            return Mono.error(Problem.unsupportedMediaType().toException());
        }
        if (request.getHeaders().getContentLength() > limit.toBytes()) {
            return Mono.error(tooLarge(limit));
        }
        return DataBufferUtils.join(request.getBody(), Math.toIntExact(limit.toBytes()))
                .map(BodyReader::bytes)
                .defaultIfEmpty(new byte[0])
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge(limit));
    }

    private static boolean isJson(ServerHttpRequest request) {
        MediaType type;
        try {
            type = request.getHeaders().getContentType();
        } catch (IllegalArgumentException e) {
            return false;
        }
        return type == null
                || MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
                || "json".equals(type.getSubtypeSuffix());
    }

    private static ProblemException tooLarge(DataSize limit) {
        return Problem.tooLarge("The body is larger than the " + limit.toBytes() + " bytes that are allowed here.")
                .toException();
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }
}
