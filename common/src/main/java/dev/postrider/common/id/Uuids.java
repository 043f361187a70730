package dev.postrider.common.id;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/** Strict parsing and the order of UUIDs. */
public final class Uuids {
    /** The order of the text forms, which PostgreSQL's {@code uuid} type shares; {@link UUID#compareTo} is signed. */
    static final Comparator<UUID> UNSIGNED_ORDER = (left, right) -> {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    private static final int LENGTH = 36;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Of each character's digit; -1 for what is none. */
    private static final byte[] VALUES = values();

    private static final String RULE = "must be a UUID of 36 characters";

    private Uuids() {}

    /** Takes the one spelling in groups of 8, 4, 4, 4 and 12 digits; {@link UUID#fromString} takes others too. */
    public static UUID parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of text that is still bytes. */
    static UUID parse(byte[] text) {
        requireRule(text.length == LENGTH && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-');
        long high = (number(text, 0, 8) << 32) | (number(text, 9, 4) << 16) | number(text, 14, 4);
        long low = (number(text, 19, 4) << 48) | number(text, 24, 12);
        return new UUID(high, low);
    }

    private static long number(byte[] text, int from, int count) {
        long number = 0;
        int wrong = 0;
        for (int i = from; i < from + count; i++) {
            int digit = VALUES[text[i] & 0xff];
            wrong |= digit;
            number = (number << 4) | digit;
        }
        requireRule(wrong >= 0);
        return number;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
            values[Character.toUpperCase((char) DIGITS[i])] = (byte) i;
        }
        return values;
    }

    /** The text of {@link UUID#toString}. */
    static byte[] ascii(UUID id) {
        byte[] text = new byte[LENGTH];
        digits(id.getMostSignificantBits() >>> 32, text, 0, 8);
        digits(id.getMostSignificantBits() >>> 16, text, 9, 4);
        digits(id.getMostSignificantBits(), text, 14, 4);
        digits(id.getLeastSignificantBits() >>> 48, text, 19, 4);
        digits(id.getLeastSignificantBits(), text, 24, 12);
        text[8] = '-';
        text[13] = '-';
        text[18] = '-';
        text[23] = '-';
        return text;
    }

    private static void digits(long bits, byte[] text, int from, int count) {
        long rest = bits;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = DIGITS[(int) rest & 0xf];
            rest >>>= 4;
        }
    }

    private static void requireRule(boolean kept) {
        if (!kept) {
            throw new IllegalArgumentException(RULE);
        }
    }
}
