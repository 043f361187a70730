package dev.postrider.api.database;

import dev.postrider.common.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes rows as one JSON array, for statements that insert many rows at once through {@code json_to_recordset}: one
 * parameter, whatever the number of rows and columns.
 */
public final class RowJson {
    private final JsonGenerator generator;

    private RowJson(JsonGenerator generator) {
        this.generator = generator;
    }

    public static <T> String of(Collection<T> rows, BiConsumer<RowJson, T> columns) {
        return Json.writeText(generator -> {
            RowJson json = new RowJson(generator);
            generator.writeStartArray();
            for (T row : rows) {
                generator.writeStartObject();
                columns.accept(json, row);
                generator.writeEndObject();
            }
            generator.writeEndArray();
        });
    }

    public RowJson put(String column, @Nullable String value) {
        if (value != null) {
            generator.writeStringProperty(column, value);
        }
        return this;
    }

    public RowJson put(String column, @Nullable Instant value) {
        return put(column, value == null ? null : value.toString());
    }

    public RowJson put(String column, @Nullable Integer value) {
        if (value != null) {
            generator.writeNumberProperty(column, value);
        }
        return this;
    }

    public RowJson put(String column, @Nullable Long value) {
        if (value != null) {
            generator.writeNumberProperty(column, value);
        }
        return this;
    }

    public RowJson put(String column, @Nullable Boolean value) {
        if (value != null) {
            generator.writeBooleanProperty(column, value);
        }
        return this;
    }
}
