package dev.postrider.api.database;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads columns with their nullness said. */
public final class Rows {
    private Rows() {}

    /** A column that is never null. */
    public static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    public static <T> @Nullable T optional(Readable row, String column, Class<T> type) {
        return row.get(column, type);
    }

    public static Instant time(Readable row, String column) {
        return get(row, column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant optionalTime(Readable row, String column) {
        @Nullable OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A column of type {@code text[]}. */
    public static List<String> texts(Readable row, String column) {
        return List.of(get(row, column, String[].class));
    }
}
