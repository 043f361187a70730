package dev.postrider.common.wire;

import dev.postrider.common.retry.Precision;
import java.util.Arrays;

/** Where a record goes when it is due. */
public enum ReturnTo {
    /** Retries. */
    DELIVERIES("deliveries", Precision.TENTH),
    /** Scheduled events. */
    EVENTS_INTERNAL("events.internal", Precision.SECOND);

    private final String text;
    private final Precision precision;

    ReturnTo(String text, Precision precision) {
        this.text = text;
        this.precision = precision;
    }

    /** How closely what returns there must meet its due time. */
    public Precision precision() {
        return precision;
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
