package dev.postrider.api.openapi;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Values that a parameter takes, by its schema. */
final class Values {
    private Values() {}

    /** Some of them; none for a cursor, which only an answer can give. */
    static List<String> of(ApiDocument document, JsonNode parameter) {
        JsonNode schema = document.resolved(parameter.required("schema"));
        if (parameter.required("name").stringValue().equals("cursor")) {
            return List.of();
        }
        if (schema.has("enum")) {
            return schema.required("enum").valueStream().map(JsonNode::asString).toList();
        }
        return switch (schema.required("type").stringValue()) {
            case "boolean" -> List.of("true", "false");
            case "integer" ->
                Stream.of("minimum", "default", "maximum")
                        .filter(schema::has)
                        .map(bound -> schema.required(bound).toString())
                        .toList();
            default ->
                switch (schema.path("format").asString("")) {
                    case "uuid" -> List.of(Subjects.EXAMPLE_WEBHOOK);
                    case "date-time" -> List.of("2026-11-22T00:00:00Z");
                    default -> List.of("a");
                };
        };
    }
}
