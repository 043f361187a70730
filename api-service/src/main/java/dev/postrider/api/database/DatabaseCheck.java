package dev.postrider.api.database;

import java.util.List;
import java.util.Map;

/** What must hold of the tables before the service works with them. Asked once, right after the migration. */
@FunctionalInterface
public interface DatabaseCheck {
    /**
     * @throws RuntimeException with a message for the operator, which ends the start; and the service, where it had started before the
     *     database could be reached
     */
    void check(Tables tables);

    /** Reads the tables. */
    @FunctionalInterface
    interface Tables {
        /** The rows of a query, each by the names of its columns, lowercase. */
        List<Map<String, Object>> select(String sql, Object... parameters);
    }
}
