package dev.postrider.common.event;

import java.util.List;

/** What a producer wrote is not an event; says for each field what is wrong and how to mend it. */
public final class InvalidEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing wrong with one field.
     *
     * @param field its name in the native JSON form; empty for the record as a whole
     * @param message what is wrong, to be read after the field's name
     */
    public record Problem(String field, String message) {
        @Override
        public String toString() {
            return field.isEmpty() ? message : field + ": " + message;
        }
    }

    public InvalidEventException(List<Problem> problems) {
        super(String.join("; ", problems.stream().map(Problem::toString).toList()));
        this.problems = List.copyOf(problems);
    }

    public InvalidEventException(String field, String message) {
        this(List.of(new Problem(field, message)));
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
