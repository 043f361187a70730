package dev.postrider.common.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes JSON as UTF-8 for records that are written many thousand times a second, with the bytes that {@link Json#write}
 * gives and a fraction of its cost. It trusts its caller: what is called in the wrong order is no JSON.
 *
 * <p>Not for several threads; one that is kept and {@linkplain #clear cleared} between values makes no garbage but the results.
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX_OF_IDS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private static final int SECONDS_PER_DAY = 86_400;
    private static final int NANOS_PER_MILLI = 1_000_000;
    /** {@code "9999-12-31T23:59:59.999999999Z"}, with the quotes. */
    private static final int MAX_INSTANT = 32;

    private static final int MAX_LONG = 20;
    /** With the quotes. */
    private static final int UUID_LENGTH = 38;
    /** {@code 2026-01-31}. */
    private static final int DATE_LENGTH = 10;

    private byte[] bytes;
    private int length;

    /** The day that was written last, and its digits: most times of a record are of one day. */
    private long day = Long.MIN_VALUE;

    private final byte[] date = new byte[DATE_LENGTH];

    /**
     * @param capacity bytes expected
     */
    public JsonBytes(int capacity) {
        this.bytes = new byte[Math.max(capacity, 16)];
    }

    /** A property's name, ready to be written by {@link #name}: a comma, the quoted name and a colon. */
    public static byte[] encodedName(String name) {
        return new JsonBytes(name.length() + 4)
                .ascii(',')
                .string(name)
                .ascii(':')
                .toByteArray();
    }

    public JsonBytes startObject() {
        return ascii('{');
    }

    public JsonBytes endObject() {
        return ascii('}');
    }

    /**
     * Begins a property; its value is to follow.
     *
     * @param encoded made by {@link #encodedName}
     */
    public JsonBytes name(byte[] encoded) {
        int from = isFirst() ? 1 : 0;
        return copy(encoded, from, encoded.length - from);
    }

    /** Begins a property whose name is not known before. */
    public JsonBytes name(String name) {
        if (!isFirst()) {
            ascii(',');
        }
        return string(name).ascii(':');
    }

    /** Makes it empty, for the next value. */
    public JsonBytes clear() {
        length = 0;
        return this;
    }

    /** How many bytes it has room for without growing. */
    public int capacity() {
        return bytes.length;
    }

    /** A text; halves of surrogate pairs, which have no UTF-8, become question marks. */
    public JsonBytes string(String text) {
        int end = text.length();
        reserve(end + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < end; i++) {
            char next = text.charAt(i);
            if (next >= 0x80 || !isPlain((byte) next)) {
                return anyString(text);
            }
            bytes[at++] = (byte) next;
        }
        bytes[at++] = '"';
        length = at;
        return this;
    }

    private JsonBytes anyString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length + 2);
        bytes[length++] = '"';
        int done = 0;
        for (int at = plainUntil(utf8, 0); at < utf8.length; at = plainUntil(utf8, done)) {
            copy(utf8, done, at - done);
            escaped(utf8[at]);
            done = at + 1;
        }
        return copy(utf8, done, utf8.length - done).ascii('"');
    }

    /** Where the first byte stands that has to be escaped; the length if none has. Looks at eight at a time. */
    private static int plainUntil(byte[] utf8, int from) {
        int at = from;
        while (at <= utf8.length - Long.BYTES && isPlain((long) EIGHT_BYTES.get(utf8, at))) {
            at += Long.BYTES;
        }
        while (at < utf8.length && isPlain(utf8[at])) {
            at++;
        }
        return at;
    }

    /** Bytes of characters beyond ASCII are negative, and plain. */
    private static boolean isPlain(byte next) {
        return next != '"' && next != '\\' && (next < 0 || next >= ' ');
    }

    /**
     * Whether none of eight bytes is a control character, a quote or a backslash; may say no where all are plain. By the
     * well-known test for a byte below n: subtract n from each and look which of those without a high bit borrowed one.
     */
    private static boolean isPlain(long eight) {
        long control = eight - ONES * ' ';
        long quote = (eight ^ (ONES * '"')) - ONES;
        long backslash = (eight ^ (ONES * '\\')) - ONES;
        return ((control | quote | backslash) & ~eight & HIGH_BITS) == 0;
    }

    /** A text of visible ASCII without quotes and backslashes, such as an id. */
    public JsonBytes plain(String text) {
        int end = text.length();
        reserve(end + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < end; i++) {
            bytes[at++] = (byte) text.charAt(i);
        }
        bytes[at++] = '"';
        length = at;
        return this;
    }

    /** An id, as {@link UUID#toString} writes it. */
    public JsonBytes uuid(UUID id) {
        reserve(UUID_LENGTH);
        bytes[length++] = '"';
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        hex(high >>> 32, 8);
        bytes[length++] = '-';
        hex(high >>> 16, 4);
        bytes[length++] = '-';
        hex(high, 4);
        bytes[length++] = '-';
        hex(low >>> 48, 4);
        bytes[length++] = '-';
        hex(low, 12);
        bytes[length++] = '"';
        return this;
    }

    private void hex(long bits, int count) {
        long rest = bits;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = HEX_OF_IDS[(int) rest & 0xf];
            rest >>>= 4;
        }
        length += count;
    }

    public JsonBytes number(long value) {
        reserve(MAX_LONG);
        if (value < 0) {
            byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            return copy(text, 0, text.length);
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        digits(value, digits);
        return this;
    }

    /** A moment as {@link Instant#toString} writes it: RFC 3339 in UTC with no, 3, 6 or 9 digits below the second. */
    public JsonBytes time(Instant moment) {
        long epochDay = Math.floorDiv(moment.getEpochSecond(), (long) SECONDS_PER_DAY);
        int second = (int) Math.floorMod(moment.getEpochSecond(), (long) SECONDS_PER_DAY);
        reserve(MAX_INSTANT);
        if (epochDay == day) {
            bytes[length++] = '"';
            copy(date, 0, DATE_LENGTH);
        } else {
            LocalDate of = LocalDate.ofEpochDay(epochDay);
            if (of.getYear() < 0 || of.getYear() > 9999) {
                return plain(moment.toString());
            }
            bytes[length++] = '"';
            digits(of.getYear(), 4);
            part('-', of.getMonthValue());
            part('-', of.getDayOfMonth());
            System.arraycopy(bytes, length - DATE_LENGTH, date, 0, DATE_LENGTH);
            day = epochDay;
        }
        part('T', second / 3600);
        part(':', second / 60 % 60);
        part(':', second % 60);
        fraction(moment.getNano());
        bytes[length++] = 'Z';
        bytes[length++] = '"';
        return this;
    }

    /** Bytes that are JSON already. */
    public JsonBytes raw(byte[] json) {
        return copy(json, 0, json.length);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private boolean isFirst() {
        return length > 0 && bytes[length - 1] == '{';
    }

    private void part(char separator, int twoDigits) {
        bytes[length++] = (byte) separator;
        digits(twoDigits, 2);
    }

    private void fraction(int nanos) {
        if (nanos == 0) {
            return;
        }
        bytes[length++] = '.';
        if (nanos % NANOS_PER_MILLI == 0) {
            digits(nanos / NANOS_PER_MILLI, 3);
        } else if (nanos % 1000 == 0) {
            digits(nanos / 1000, 6);
        } else {
            digits(nanos, 9);
        }
    }

    /** The room has been reserved. */
    private void digits(long value, int count) {
        long rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void escaped(byte character) {
        ascii('\\');
        switch (character) {
            case '"', '\\' -> ascii((char) character);
            case '\b' -> ascii('b');
            case '\t' -> ascii('t');
            case '\n' -> ascii('n');
            case '\f' -> ascii('f');
            case '\r' -> ascii('r');
            default -> {
                reserve(5);
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[character >> 4];
                bytes[length++] = HEX[character & 0xf];
            }
        }
    }

    private JsonBytes ascii(char character) {
        reserve(1);
        bytes[length++] = (byte) character;
        return this;
    }

    private JsonBytes copy(byte[] from, int start, int count) {
        reserve(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
