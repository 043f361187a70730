package dev.postrider.common.id;

/**
 * The rule of texts by which a producer identifies: 1 to 255 characters without control characters or halves of surrogate
 * pairs. Half a pair has no UTF-8, so two texts that differ in it would become one key.
 */
public final class IdentityText {
    /** The rule, fit for a user. */
    public static final String RULE =
            "must be 1 to 255 characters without control characters or halves of surrogate pairs";

    private static final int MAX_LENGTH = 255;

    private IdentityText() {}

    public static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalfOfAPair(c));
    }

    private static boolean isHalfOfAPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
