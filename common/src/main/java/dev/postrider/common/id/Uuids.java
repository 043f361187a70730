package dev.postrider.common.id;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;

/** Strict parsing and the order of UUIDs. */
public final class Uuids {
    /** The order of the text forms, which PostgreSQL's {@code uuid} type shares; {@link UUID#compareTo} is signed. */
    static final Comparator<UUID> UNSIGNED_ORDER = (left, right) -> {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    private static final int LENGTH = 36;
    private static final String RULE = "must be a UUID of 36 characters";

    private Uuids() {}

    /** Takes the one spelling in groups of 8, 4, 4, 4 and 12 digits; {@link UUID#fromString} takes others too. */
    public static UUID parse(String text) {
        if (text.length() != LENGTH) {
            throw new IllegalArgumentException(RULE);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char character = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                requireRule(character == '-');
            } else {
                requireRule(HexFormat.isHexDigit(character));
                int digit = HexFormat.fromHexDigit(character);
                high = (high << 4) | (low >>> 60);
                low = (low << 4) | digit;
            }
        }
        return new UUID(high, low);
    }

    private static void requireRule(boolean kept) {
        if (!kept) {
            throw new IllegalArgumentException(RULE);
        }
    }
}
