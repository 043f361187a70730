package dev.postrider.common.schema;

import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Data as a tree that a schema can judge; what would make that slow or ambiguous is a problem of the data. */
final class JudgedData {
    static final int MAX_DEPTH = 64;
    static final int MAX_NUMBER = 300;

    private JudgedData() {}

    /** What keeps the data from being judged. */
    static Optional<SchemaProblem> problem(RawJson data) {
        try (JsonParser parser = Json.parser(data.bytes())) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                String message = depth > MAX_DEPTH
                        ? "is nested more than " + MAX_DEPTH + " deep, too deep to be judged by a schema"
                        : numberProblem(parser, token);
                if (!message.isEmpty()) {
                    return Optional.of(new SchemaProblem(
                            parser.streamReadContext().pathAsPointer().toString(), message));
                }
            }
            return Optional.empty();
        }
    }

    /**
     * The tree.
     *
     * @throws JacksonException if an object has a name twice
     */
    static JsonNode tree(RawJson data) {
        return Json.tree(data.bytes());
    }

    private static String numberProblem(JsonParser parser, JsonToken token) {
        boolean tooLarge = switch (token) {
            case VALUE_NUMBER_INT -> parser.getStringLength() > MAX_NUMBER;
            case VALUE_NUMBER_FLOAT ->
                parser.getStringLength() > MAX_NUMBER || !Double.isFinite(Double.parseDouble(parser.getString()));
            default -> false;
        };
        return tooLarge ? "is a number too large to be judged by a schema" : "";
    }
}
