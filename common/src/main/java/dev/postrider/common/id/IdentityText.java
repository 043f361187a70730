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
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isISOControl(character)) {
                return false;
            }
            if (Character.isSurrogate(character)) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }
}
