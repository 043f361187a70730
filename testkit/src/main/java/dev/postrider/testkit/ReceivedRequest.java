package dev.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request as it arrived.
 *
 * @param sequence its number among all requests of the receiver, from 1
 * @param arrivedAt when its last byte had arrived
 * @param connection the connection it came on, numbered from 1: equal numbers mean a reused connection
 * @param method such as {@code POST}
 * @param path without the query
 * @param query without the question mark; empty if there is none
 * @param headers in the order and spelling that they came in
 * @param body the raw bytes; empty if the receiver was told not to keep bodies
 */
@SuppressWarnings("ArrayRecordComponent") // Raw bytes are the point; requests are told apart by sequence.
public record ReceivedRequest(
        long sequence,
        Instant arrivedAt,
        long connection,
        String method,
        String path,
        String query,
        List<Map.Entry<String, String>> headers,
        byte[] body) {

    /** The first header of this name, in any case. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** All headers of this name, in any case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
