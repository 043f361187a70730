package dev.postrider.common.id;

import java.util.Comparator;
import java.util.UUID;

/** Strict parsing and the order of UUIDs. */
final class Uuids {
    /** The order of the text forms, which PostgreSQL's {@code uuid} type shares; {@link UUID#compareTo} is signed. */
    static final Comparator<UUID> UNSIGNED_ORDER = (left, right) -> {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    private static final String RULE = "must be a UUID of 36 characters";

    private Uuids() {}

    static UUID parse(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            // UUID.fromString also takes groups of other lengths, which would give one id several spellings.
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(RULE, e);
        }
        throw new IllegalArgumentException(RULE);
    }
}
