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
    private final int version;
    private int next;

    private HeaderReader(Headers headers) {
        this.headers = headers.toArray();
        this.version = version(bytes(HeaderNames.VERSION));
    }

    /**
     * Of records that have one version.
     *
     * @throws UnreadableRecordException if the format has another version
     */
    static HeaderReader of(Headers headers) {
        HeaderReader reader = new HeaderReader(headers);
        if (reader.version != 1) {
            throw new UnreadableRecordException("the record has format version 2, which only deliveries have");
        }
        return reader;
    }

    /**
     * Of records that may be deliveries, which have two.
     *
     * @throws UnreadableRecordException if the format has another version
     */
    static HeaderReader ofAnyVersion(Headers headers) {
        return new HeaderReader(headers);
    }

    /** 1 or 2. */
    int version() {
        return version;
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

    boolean has(String name) {
        return find(name) != null;
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

    private static int version(byte[] text) {
        if (text.length == 1 && (text[0] == '1' || text[0] == '2')) {
            return text[0] - '0';
        }
        throw new UnreadableRecordException("the record has format version " + new String(text, StandardCharsets.UTF_8)
                + ", this service reads 1 and 2");
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
        return number("header", name, text, 0, text.length);
    }

    /**
     * A whole number in decimal.
     *
     * @param kind what has this name, for the error
     */
    static long number(String kind, String name, byte[] text, int from, int to) {
        boolean negative = to > from && text[from] == '-';
        int first = negative ? from + 1 : from;
        if (to == first || to - first > MAX_DIGITS) {
            throw new UnreadableRecordException("the " + kind + " " + name + " is not a number");
        }
        long number = 0;
        for (int i = first; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new UnreadableRecordException("the " + kind + " " + name + " is not a number");
            }
            number = number * 10 + digit;
        }
        return negative ? -number : number;
    }
}
