package dev.postrider.common.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of a record that a service wrote. Asked for the names in the order in which they were written, it finds
 * each at the first look; in any other order it finds them too. Of a name that stands twice, which no service writes, it may
 * find either.
 */
final class HeaderReader {
    private static final int MAX_DIGITS = 18;

    private final Header[] headers;
    private int next;

    private HeaderReader(Headers headers) {
        this.headers = headers.toArray();
    }

    /**
     * @throws UnreadableRecordException if the format has another version
     */
    static HeaderReader of(Headers headers) {
        HeaderReader reader = new HeaderReader(headers);
        String version = reader.text(HeaderNames.VERSION);
        if (!version.equals(WireHeaders.VERSION_1)) {
            throw new UnreadableRecordException("the record has format version " + version + ", this service reads 1");
        }
        return reader;
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    @Nullable String optionalText(String name) {
        byte[] value = find(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    long number(String name) {
        return number(name, bytes(name));
    }

    /** A number, or another where there is none. */
    long optionalNumber(String name, long absent) {
        byte[] value = find(name);
        return value == null ? absent : number(name, value);
    }

    Instant time(String name) {
        return Instant.ofEpochMilli(number(name));
    }

    /** The value as it stands. */
    byte[] bytes(String name) {
        byte[] value = find(name);
        if (value == null) {
            throw new UnreadableRecordException("the record has no header " + name);
        }
        return value;
    }

    private byte @Nullable [] find(String name) {
        for (int looked = 0; looked < headers.length; looked++) {
            int at = next + looked < headers.length ? next + looked : next + looked - headers.length;
            if (headers[at].key().equals(name)) {
                next = at + 1 < headers.length ? at + 1 : 0;
                return headers[at].value();
            }
        }
        return null;
    }

    private static long number(String name, byte[] text) {
        boolean negative = text.length > 0 && text[0] == '-';
        int first = negative ? 1 : 0;
        if (text.length == first || text.length - first > MAX_DIGITS) {
            throw new UnreadableRecordException("the header " + name + " is not a number");
        }
        long number = 0;
        for (int i = first; i < text.length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new UnreadableRecordException("the header " + name + " is not a number");
            }
            number = number * 10 + digit;
        }
        return negative ? -number : number;
    }
}
