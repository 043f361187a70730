package dev.postrider.common.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Writes headers as text. */
final class WireHeaders {
    static final String VERSION_1 = "1";

    /** Of records of deliveries that say about themselves what they are in one line. */
    static final String VERSION_2 = "2";

    private static final Header FIRST = encoded(HeaderNames.VERSION, VERSION_1);
    private static final Header SECOND = encoded(HeaderNames.VERSION, VERSION_2);

    private final Headers headers;

    private WireHeaders(Headers headers) {
        this.headers = headers;
    }

    /** New headers with the version of the record's format. */
    static WireHeaders versioned() {
        return new WireHeaders(new RecordHeaders()).add(FIRST);
    }

    /** The same of a delivery. */
    static WireHeaders ofDelivery() {
        return new WireHeaders(new RecordHeaders()).add(SECOND);
    }

    /** A copy that may be changed. */
    static WireHeaders copyOf(Headers headers) {
        return new WireHeaders(new RecordHeaders(headers));
    }

    /** A header that many records share. */
    static Header encoded(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a header of a name that is not there yet. */
    WireHeaders add(Header header) {
        headers.add(header);
        return this;
    }

    /** Adds a header of a name that is not there yet. */
    WireHeaders add(String name, String value) {
        return add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a header of a name that is not there yet. */
    WireHeaders add(String name, byte[] utf8) {
        headers.add(name, utf8);
        return this;
    }

    /** Adds a header of a name that is not there yet. */
    WireHeaders add(String name, Instant value) {
        return add(name, Long.toString(value.toEpochMilli()));
    }

    /** Adds a header, in place of any of the name. */
    WireHeaders put(String name, String value) {
        headers.remove(name);
        return add(name, value);
    }

    /** Adds a header, in place of any of the name. */
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
}
