package dev.postrider.common.delivery;

import java.util.Locale;

/** What made an attempt happen. */
public enum Trigger {
    EVENT,
    RETRY,
    MANUAL,
    REDRIVE,
    REPLAY,
    PROBE,
    TEST;

    // Read with every delivery; values() would copy.
    private static final Trigger[] VALUES = values();

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name in the API and on the topics. */
    public String text() {
        return text;
    }

    /**
     * @throws IllegalArgumentException if there is no such trigger
     */
    public static Trigger parse(String text) {
        for (Trigger trigger : VALUES) {
            if (trigger.text.equals(text)) {
                return trigger;
            }
        }
        throw new IllegalArgumentException("there is no trigger '" + text + "'");
    }
}
