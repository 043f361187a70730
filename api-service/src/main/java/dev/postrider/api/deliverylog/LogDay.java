package dev.postrider.api.deliverylog;

import java.time.LocalDate;
import java.util.Comparator;

/** A UTC day of some of the log's tables: what is partitioned, and dropped, together. */
record LogDay(LogKind kind, LocalDate day) implements Comparable<LogDay> {
    // In one order by all who make partitions.
    private static final Comparator<LogDay> ORDER =
            Comparator.comparing(LogDay::kind).thenComparing(LogDay::day);

    @Override
    public int compareTo(LogDay other) {
        return ORDER.compare(this, other);
    }
}
