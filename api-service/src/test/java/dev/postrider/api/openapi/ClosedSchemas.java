package dev.postrider.api.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of a document, with objects that name their fields closed to others. Readers pass over what they do not know, so the
 * published schemas are open; here a field that the document does not name is an error.
 */
final class ClosedSchemas {
    private final JsonNode components;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> compiled = new HashMap<>();

    /** The schemas that others refer to are the {@code components} of the document. */
    ClosedSchemas(JsonNode document) {
        this.components = closed(document.required("components"));
    }

    /** How a value does not fit. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(ClosedSchemas::text)
                .toList();
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + ": " + error.getMessage();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.putArray("allOf").add(closed(schema));
        whole.set("components", components);
        return registry.getSchema(whole);
    }

    private static JsonNode closed(JsonNode node) {
        JsonNode copy = node.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.putIfAbsent("additionalProperties", JsonNodeFactory.instance.booleanNode(false));
        }
        node.forEach(ClosedSchemas::close);
    }
}
