package dev.postrider.common.event;

import java.util.List;

/** What a producer wrote is not an event; says for each field what is wrong and how to mend it. */
public final class InvalidEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionReason reason;
    private final transient List<Problem> problems;

    /**
     * One thing wrong with one field.
     *
     * @param field its name in the native JSON form; empty for the record as a whole
     * @param pointer where within the field, as a JSON pointer; empty for all of it
     * @param message what is wrong, to be read after the place
     */
    public record Problem(String field, String pointer, String message) {
        public Problem(String field, String message) {
            this(field, "", message);
        }

        @Override
        public String toString() {
            return field.isEmpty() ? message : field + pointer + ": " + message;
        }
    }

    public InvalidEventException(RejectionReason reason, List<Problem> problems) {
        super(String.join("; ", problems.stream().map(Problem::toString).toList()));
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    public InvalidEventException(RejectionReason reason, String field, String message) {
        this(reason, List.of(new Problem(field, message)));
    }

    public InvalidEventException(List<Problem> problems) {
        this(RejectionReason.INVALID_EVENT, problems);
    }

    public InvalidEventException(String field, String message) {
        this(RejectionReason.INVALID_EVENT, field, message);
    }

    public RejectionReason reason() {
        return reason;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** An expected result of reading what others wrote: the stack tells nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
