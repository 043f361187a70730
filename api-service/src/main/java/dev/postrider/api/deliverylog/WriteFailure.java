package dev.postrider.api.deliverylog;

import io.r2dbc.spi.R2dbcException;
import java.time.DateTimeException;
import tools.jackson.core.JacksonException;

/** Why a batch was not written, and so what to do with it. */
sealed interface WriteFailure {
    /** Another writer has advanced the log: read again from where it stands. */
    record Superseded() implements WriteFailure {}

    /**
     * The database, or the form of a row, does not take something in the batch: find out what, and leave it out.
     *
     * @param what fit for a log: no values
     */
    record Refused(String what) implements WriteFailure {}

    /** Nothing is wrong with the batch: wait and write it again. */
    record Unavailable(Throwable cause) implements WriteFailure {}

    String DATA_EXCEPTION = "22";
    String INTEGRITY_CONSTRAINT_VIOLATION = "23";
    String PROGRAM_LIMIT_EXCEEDED = "54";
    /** Two writers met in a way that their locks exclude only on one partition; the second reads the first one's row. */
    String UNIQUE_VIOLATION = "23505";
    /** No partition for the row: it was dropped since we looked. */
    String CHECK_VIOLATION = "23514";

    static WriteFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case OffsetTable.SupersededException _ -> {
                    return new Superseded();
                }
                case R2dbcException database -> {
                    return of(database);
                }
                // Made while rows are formed, before anything is sent: a time out of range, a number too large.
                case DateTimeException _, ArithmeticException _, JacksonException _ -> {
                    return new Refused(cause.getClass().getSimpleName());
                }
                default -> {}
            }
        }
        return new Unavailable(failure);
    }

    private static WriteFailure of(R2dbcException failure) {
        String state = failure.getSqlState();
        if (state == null || state.equals(UNIQUE_VIOLATION) || state.equals(CHECK_VIOLATION)) {
            return new Unavailable(failure);
        }
        boolean refused = state.startsWith(DATA_EXCEPTION)
                || state.startsWith(INTEGRITY_CONSTRAINT_VIOLATION)
                || state.startsWith(PROGRAM_LIMIT_EXCEEDED);
        return refused ? new Refused("SQLSTATE " + state) : new Unavailable(failure);
    }
}
