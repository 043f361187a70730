package dev.postrider.api.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** By what statistics are told apart. */
enum Grouping {
    WEBHOOK("webhook_id", "webhook_id::text"),
    EVENT_TYPE("event_type", "event_type"),
    HOUR("from", HourText.of("hour")),
    DAY("from", HourText.of("date_trunc('day', hour, 'UTC')"));

    private final String field;
    private final String expression;

    Grouping(String field, String expression) {
        this.field = field;
        this.expression = expression;
    }

    static Grouping of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static Set<String> names() {
        return Arrays.stream(values()).map(Grouping::text).collect(Collectors.toUnmodifiableSet());
    }

    /** The name in the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of an answer's items that says which group it is. */
    String field() {
        return field;
    }

    /** SQL of a text that is the same for the rows of a group, and by which groups are ordered. */
    String expression() {
        return expression;
    }

    /** Times in the database as the API writes them. */
    private static final class HourText {
        static String of(String time) {
            return "to_char(" + time + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        }
    }
}
