package dev.postrider.api.deliverylog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;

/** A {@code SELECT} put together from the conditions that apply; values are always bound, never part of the text. */
public final class ListQuery {
    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();
    private String glue = " WHERE ";

    public ListQuery(String select) {
        this.sql = new StringBuilder(select);
    }

    /**
     * Adds a condition.
     *
     * @param condition with a {@code ?} for each value
     */
    public ListQuery where(String condition, Object... bound) {
        sql.append(glue);
        glue = " AND ";
        int next = 0;
        for (int i = 0; i < condition.length(); i++) {
            if (condition.charAt(i) == '?') {
                values.add(bound[next++]);
                sql.append('$').append(values.size());
            } else {
                sql.append(condition.charAt(i));
            }
        }
        return this;
    }

    public ListQuery where(String condition, Optional<?> bound) {
        bound.ifPresent(value -> where(condition, value));
        return this;
    }

    public ListQuery append(String text) {
        sql.append(text);
        return this;
    }

    /** The statement, ready to be run. */
    public DatabaseClient.GenericExecuteSpec on(DatabaseClient database) {
        return on(database, "");
    }

    /**
     * The statement, ready to be run.
     *
     * @param prefix such as {@code EXPLAIN}
     */
    DatabaseClient.GenericExecuteSpec on(DatabaseClient database, String prefix) {
        DatabaseClient.GenericExecuteSpec spec = database.sql(prefix + sql);
        for (int i = 0; i < values.size(); i++) {
            spec = spec.bind(i, values.get(i));
        }
        return spec;
    }
}
