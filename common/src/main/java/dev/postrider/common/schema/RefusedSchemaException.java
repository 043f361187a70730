package dev.postrider.common.schema;

import java.util.List;

/** A schema that is not taken; says for each place what is wrong. */
public final class RefusedSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<SchemaProblem> problems;

    RefusedSchemaException(List<SchemaProblem> problems) {
        super(String.join(
                "; ",
                problems.stream()
                        .map(problem -> problem.pointer() + " " + problem.message())
                        .toList()));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<SchemaProblem> problems() {
        return problems;
    }

    /** An expected result of reading what others wrote: the stack tells nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
