package dev.postrider.api.web;

/** Text that neither the database nor UTF-8 can hold: NUL, and halves of surrogate pairs. */
public final class UnstorableText {
    private UnstorableText() {}

    public static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return true;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
