package dev.postrider.api.deliverylog;

import java.util.List;
import java.util.Optional;

/**
 * What was found in a stretch of the log. A stretch has so many rows at most, matching or not, that the database reads it soon
 * however few match.
 *
 * @param next the place behind which to go on; empty at the end of the log
 */
public record Stretch<T, C>(List<T> rows, Optional<C> next) {
    /** How many rows one stretch has. */
    static final int ROWS = 5_000;

    /** How many rows are looked at to count those that match. */
    static final int COUNTED = 50_000;

    /**
     * How many match.
     *
     * @param more whether there are rows that were not looked at any more
     */
    public record Count(long matching, boolean more) {
        Count plus(Count other) {
            return new Count(matching + other.matching, more || other.more);
        }
    }
}
