package dev.postrider.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests that have one field too many, at every object of a body that names its fields. */
final class Unknown {
    private final ApiDocument document;
    private final String name;
    private final Map<String, Request> requests = new LinkedHashMap<>();

    Unknown(ApiDocument document, String name) {
        this.document = document;
        this.name = name;
    }

    /**
     * What is sent for one object.
     *
     * @param documented the fields that the document has
     * @param bodies all fields that the code knows are in the answers to these
     */
    record Request(Set<String> documented, List<String> bodies) {}

    /** The requests by the places of the objects. */
    Map<String, Request> in(JsonNode schema) {
        visit("", schema, object -> object);
        return requests;
    }

    private void visit(String place, JsonNode reference, UnaryOperator<JsonNode> within) {
        JsonNode schema = document.resolved(reference);
        schema.path("oneOf").forEach(one -> visit(place + one.path("$ref").asString(""), one, within));
        if (schema.has("items")) {
            visit(
                    place + "[0]",
                    schema.required("items"),
                    item -> within.apply(JsonNodeFactory.instance.arrayNode().add(item)));
        }
        if (!schema.path("properties").isObject()) {
            return;
        }
        List<String> bodies = new ArrayList<>();
        seeds(schema).forEach(seed -> {
            seed.put(name, 1);
            bodies.add(within.apply(seed).toString());
        });
        requests.put(
                place, new Request(new TreeSet<>(schema.required("properties").propertyNames()), bodies));
        schema.required("properties")
                .properties()
                .forEach(property -> visit(
                        place + "." + property.getKey(),
                        property.getValue(),
                        value -> within.apply(
                                JsonNodeFactory.instance.objectNode().set(property.getKey(), value))));
    }

    /** Objects of each kind that a field {@code type} tells apart; an empty one where there are no kinds. */
    private static List<ObjectNode> seeds(JsonNode schema) {
        JsonNode type = schema.at("/properties/type");
        Stream<JsonNode> kinds = type.has("const")
                ? Stream.of(type.required("const"))
                : type.path("enum").valueStream();
        List<ObjectNode> seeds = new ArrayList<>(kinds.map(kind -> {
                    ObjectNode seed = JsonNodeFactory.instance.objectNode();
                    seed.set("type", kind);
                    return seed;
                })
                .toList());
        return seeds.isEmpty() ? List.of(JsonNodeFactory.instance.objectNode()) : seeds;
    }
}
