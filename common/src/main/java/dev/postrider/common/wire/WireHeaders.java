package dev.postrider.common.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes and reads headers as text. */
final class WireHeaders {
    static final String VERSION_1 = "1";

    private final Headers headers;

    private WireHeaders(Headers headers) {
        this.headers = headers;
    }

    /** New headers with the version of the record's format. */
    static WireHeaders versioned() {
        return new WireHeaders(new RecordHeaders()).put(HeaderNames.VERSION, VERSION_1);
    }

    /** A copy that may be changed. */
    static WireHeaders copyOf(Headers headers) {
        return new WireHeaders(new RecordHeaders(headers));
    }

    /**
     * Headers of a record that a service wrote.
     *
     * @throws UnreadableRecordException if the format has another version
     */
    static WireHeaders reading(Headers headers) {
        WireHeaders reading = new WireHeaders(headers);
        String version = reading.text(HeaderNames.VERSION);
        if (!version.equals(VERSION_1)) {
            throw new UnreadableRecordException("the record has format version " + version + ", this service reads 1");
        }
        return reading;
    }

    WireHeaders put(String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    WireHeaders put(String name, Object value) {
        return put(name, value.toString());
    }

    WireHeaders put(String name, Instant value) {
        return put(name, Long.toString(value.toEpochMilli()));
    }

    WireHeaders remove(String name) {
        headers.remove(name);
        return this;
    }

    Headers headers() {
        return headers;
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw new UnreadableRecordException("the record has no header " + name);
        }
        return text;
    }

    @Nullable String optionalText(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    long number(String name) {
        String text = text(name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UnreadableRecordException("the header " + name + " is not a number", e);
        }
    }

    Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }
}
