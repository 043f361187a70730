package dev.postrider.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a {@link ScriptedReceiver} does with one request. Values; the factory methods are how tests make them. */
@SuppressWarnings("ArrayRecordComponent") // Raw bytes are the point; answers are not compared.
public sealed interface Answer {

    /** A whole, proper response; the connection stays open if the client wants it. */
    record Reply(int status, List<Map.Entry<String, String>> headers, byte[] body) implements Answer {
        /** The same with one more header. */
        public Reply header(String name, String value) {
            List<Map.Entry<String, String>> more = new ArrayList<>(headers);
            more.add(Map.entry(name, value));
            return new Reply(status, List.copyOf(more), body);
        }

        /** The same with a body. */
        public Reply body(String text) {
            return new Reply(status, headers, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Nothing, for as long as the client keeps the connection. */
    record Hang() implements Answer {}

    /** Another answer, later. */
    record Delayed(Duration delay, Answer answer) implements Answer {}

    /** A proper head, then the body one byte at a time with a pause before each. */
    record Drip(int status, byte[] body, Duration pause) implements Answer {}

    /** A body of so many bytes, announced by its length and written as fast as the client reads. */
    record Huge(int status, long bytes) implements Answer {}

    /** A body in chunks of unannounced total length. */
    record Chunked(int status, List<String> chunks) implements Answer {}

    /** These bytes, whatever they are, then the end of the connection. */
    record Raw(byte[] bytes) implements Answer {}

    /** The first bytes of a response, then the end of the connection; nothing at all when {@code sent} is empty. */
    record Cut(byte[] sent, Ending ending) implements Answer {}

    /** How a connection ends. */
    enum Ending {
        /** Properly, by FIN: the client reads an end of stream. */
        CLOSE,
        /** Abruptly, by RST: the client's read or write fails. */
        RESET
    }

    /** A response with this status and no body. */
    static Reply status(int status) {
        return new Reply(status, List.of(), new byte[0]);
    }

    /** 429 with {@code Retry-After} as given: seconds, or an HTTP date. */
    static Reply tooManyRequests(String retryAfter) {
        return status(429).header("Retry-After", retryAfter);
    }

    /** A 302 to {@code target}. */
    static Reply redirect(URI target) {
        return status(302).header("Location", target.toString());
    }

    /** Never answers. */
    static Answer hang() {
        return new Hang();
    }

    /** {@code answer}, but only after {@code delay}. */
    static Answer after(Duration delay, Answer answer) {
        return new Delayed(delay, answer);
    }

    /** 200 with {@code body} one byte at a time. */
    static Answer drip(String body, Duration pause) {
        return new Drip(200, body.getBytes(StandardCharsets.UTF_8), pause);
    }

    /** 200 with a body of {@code bytes} bytes. */
    static Answer huge(long bytes) {
        return new Huge(200, bytes);
    }

    /** 200 with its body in chunks. */
    static Answer chunked(String... chunks) {
        return new Chunked(200, List.of(chunks));
    }

    /** Something that is not HTTP. */
    static Answer garbage() {
        return new Raw("\u0001\u0002 this is not HTTP\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Bytes of the test's own making, then the end of the connection. */
    static Answer raw(String bytes) {
        return new Raw(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Closes the connection without a byte of an answer. */
    static Answer close() {
        return new Cut(new byte[0], Ending.CLOSE);
    }

    /** Resets the connection without a byte of an answer. */
    static Answer reset() {
        return new Cut(new byte[0], Ending.RESET);
    }

    /** Starts a 200 of 1,000 bytes, sends 10 of them and closes. */
    static Answer closeMidway() {
        return new Cut(half(), Ending.CLOSE);
    }

    /** Starts a 200 of 1,000 bytes, sends 10 of them and resets. */
    static Answer resetMidway() {
        return new Cut(half(), Ending.RESET);
    }

    private static byte[] half() {
        return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789".getBytes(StandardCharsets.ISO_8859_1);
    }
}
