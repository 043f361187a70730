package dev.postrider.api.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What webhooks are put in order by, the highest first. */
enum TopBy {
    /** Attempts that failed. */
    FAILURES("sum(failed_attempts)"),
    /** Deliveries that were given up. */
    DEAD("sum(dead)"),
    /** Attempts, whatever came of them. */
    VOLUME("sum(attempts)"),
    /** How long attempts took on average. */
    LATENCY("sum(duration_us) / nullif(sum(attempts), 0)"),
    /** How long attempts took together: who keeps the dispatchers busy. */
    TIME("sum(duration_us)");

    private final String expression;

    TopBy(String expression) {
        this.expression = expression;
    }

    static TopBy of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static Set<String> names() {
        return Arrays.stream(values()).map(TopBy::text).collect(Collectors.toUnmodifiableSet());
    }

    /** The name in the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** SQL of a number for a group of hours. */
    String expression() {
        return expression;
    }
}
