package dev.postrider.api.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;

/** The times between which a list's rows lie: {@code from} inclusive, {@code to} exclusive. */
public record TimeRange(Optional<Instant> from, Optional<Instant> to) {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Reads the parameters {@code from} and {@code to}; what is wrong with them is added to the errors. */
    public static TimeRange read(Query query, FieldErrors errors) {
        TimeRange range = new TimeRange(
                query.text("from").flatMap(text -> time("from", text, errors)),
                query.text("to").flatMap(text -> time("to", text, errors)));
        if (range.from.isPresent() && range.to.isPresent() && !range.from.get().isBefore(range.to.get())) {
            errors.add("from", "must be before to");
        }
        return range;
    }

    /** The cursor, unless its time is one that no row can have: then it was not made here. */
    public static <C> Optional<C> listed(Optional<C> cursor, Function<C, Instant> time, FieldErrors errors) {
        return cursor.filter(place -> {
            boolean possible = isPossible(time.apply(place));
            if (!possible) {
                errors.add("cursor", "must be the next_cursor of a page of this list");
            }
            return possible;
        });
    }

    private static Optional<Instant> time(String field, String text, FieldErrors errors) {
        Optional<Instant> time = parse(text);
        if (time.isEmpty()) {
            // A plus sign that is not escaped arrives as a space.
            errors.add(field, "must be an RFC 3339 time such as 2026-01-31T12:00:00Z (write + as %2B)");
        }
        return time;
    }

    /** A time that a row can have; empty if the text is none. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(TimeRange::isPossible);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isPossible(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }
}
