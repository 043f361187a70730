package dev.postrider.api.openapi;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document as the service under test serves it. */
final class ApiDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode root;

    ApiDocument(RunningApi api) {
        this(Json.of(api.anonymous().get().uri("/openapi.json").exchange(), 200));
    }

    ApiDocument(JsonNode root) {
        this.root = root;
    }

    /**
     * One method of one path.
     *
     * @param parameters of the path and of the operation, resolved
     */
    record Operation(HttpMethod method, String path, JsonNode node, List<JsonNode> parameters) {
        String name() {
            return method + " " + path;
        }

        Optional<String> role() {
            return Optional.ofNullable(node.get("x-role")).map(JsonNode::stringValue);
        }

        boolean needsKey() {
            return !node.has("security");
        }

        Stream<JsonNode> parametersIn(String place) {
            return parameters.stream()
                    .filter(one -> one.required("in").stringValue().equals(place));
        }

        /** The status of a success; the least where there are several. */
        int success() {
            return node.required("responses").propertyNames().stream()
                    .filter(status -> status.startsWith("2"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();
        }

        /** The requests that the document shows; one without a body where it shows none. */
        List<Example> examples() {
            List<Example> examples = new ArrayList<>();
            node.at("/requestBody/content/application~1json/examples")
                    .properties()
                    .forEach(entry -> examples.add(new Example(
                            entry.getKey(),
                            entry.getValue().required("value"),
                            entry.getValue().path("x-status").intValue(success()))));
            return examples.isEmpty() ? List.of(new Example("without a body", null, success())) : examples;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** A request that the document shows, and the status that it is answered with. */
    record Example(String name, @Nullable JsonNode body, int status) {}

    JsonNode root() {
        return root;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.required("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (METHODS.contains(entry.getKey())) {
                        operations.add(new Operation(
                                HttpMethod.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
                                path.getKey(),
                                entry.getValue(),
                                Stream.of(path.getValue(), entry.getValue())
                                        .flatMap(one -> one.path("parameters").valueStream())
                                        .map(this::resolved)
                                        .toList()));
                    }
                }));
        return operations;
    }

    /** Those whose answers end by themselves; the others ({@code x-endless}) are streams for as long as somebody reads. */
    List<Operation> ending() {
        return operations().stream()
                .filter(operation -> !operation.node().has("x-endless"))
                .toList();
    }

    /** What a node refers to, or the node itself. */
    JsonNode resolved(JsonNode node) {
        JsonNode resolved = node;
        while (resolved.has("$ref")) {
            resolved = root.at(resolved.required("$ref").stringValue().substring(1));
        }
        return resolved;
    }

    /** The schema of an operation's body; missing where it takes none. */
    JsonNode requestSchema(Operation operation) {
        return resolved(operation.node().at("/requestBody/content/application~1json/schema"));
    }
}
