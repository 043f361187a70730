package dev.postrider.api.web;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param hasMore whether another page follows
 * @param total how many items there are on all pages; empty where nobody counts
 */
public record Page<T>(List<T> items, boolean hasMore, OptionalLong total) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page of a query that asked for one row more than the page holds.
     *
     * @param rows at most {@code limit + 1}
     */
    public static <T> Page<T> of(List<T> rows, int limit, OptionalLong total) {
        boolean hasMore = rows.size() > limit;
        return new Page<>(hasMore ? rows.subList(0, limit) : rows, hasMore, total);
    }

    /** Writes {@code {items, next_cursor, has_more, total}}. */
    public void write(JsonGenerator generator, BiConsumer<JsonGenerator, T> item, Function<T, Cursor> cursor) {
        writeWith(generator, item, last -> cursor.apply(last).text());
    }

    /** The same for a list that is ordered by something else. */
    public void writeWith(JsonGenerator generator, BiConsumer<JsonGenerator, T> item, Function<T, String> cursor) {
        generator.writeStartObject();
        generator.writeArrayPropertyStart("items");
        items.forEach(one -> item.accept(generator, one));
        generator.writeEndArray();
        if (hasMore) {
            generator.writeStringProperty("next_cursor", cursor.apply(items.get(items.size() - 1)));
        } else {
            generator.writeNullProperty("next_cursor");
        }
        generator.writeBooleanProperty("has_more", hasMore);
        total.ifPresent(count -> generator.writeNumberProperty("total", count));
        generator.writeEndObject();
    }
}
