package dev.postrider.api.deliverylog;

import dev.postrider.common.json.Json;
import java.util.Map;

/** Texts in the form that PostgreSQL stores. */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** The text with U+FFFD for what PostgreSQL does not take: NUL, and halves of surrogate pairs. */
    static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0' || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        return text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Names and values as one JSON object, in their order. */
    static String json(Map<String, String> values) {
        return Json.writeText(generator -> {
            generator.writeStartObject();
            values.forEach((name, value) -> generator.writeStringProperty(storable(name), storable(value)));
            generator.writeEndObject();
        });
    }
}
