package dev.postrider.api.openapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Something that is the same for everyone until the next release. Browsers keep it and ask whether it is still so. */
final class Document {
    private final MediaType type;
    private final byte[] bytes;
    private final String tag;

    Document(MediaType type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.tag = tag(bytes);
    }

    Document(MediaType type, String text) {
        this(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The document, or 304 to whoever has it. */
    ResponseEntity<byte[]> answer(ServerHttpRequest request) {
        boolean known = request.getHeaders().getIfNoneMatch().contains(tag);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .cacheControl(CacheControl.noCache())
                .eTag(tag);
        return known ? answer.build() : answer.contentType(type).body(bytes);
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
