package dev.postrider.common.wire;

import java.util.Arrays;

/** Where a record goes when it is due. */
public enum ReturnTo {
    DELIVERIES("deliveries"),
    EVENTS_INTERNAL("events.internal");

    private final String text;

    ReturnTo(String text) {
        this.text = text;
    }

    /** The topic's name without its prefix. */
    public String text() {
        return text;
    }

    /**
     * @throws IllegalArgumentException if no record returns there
     */
    public static ReturnTo parse(String text) {
        return Arrays.stream(values())
                .filter(returnTo -> returnTo.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no record returns to '" + text + "'"));
    }
}
