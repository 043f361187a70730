package dev.postrider.api.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document, put together from a piece for each feature. What operations share, the answers that any of them may give
 * and the headers of requests and answers, is written once and laid under each; what an operation says itself wins.
 */
final class OpenApiDocument {
    private static final List<String> PIECES = List.of(
            "openapi.yaml",
            "webhooks.yaml",
            "webhook-schemas.yaml",
            "events.yaml",
            "event-types.yaml",
            "rejected-events.yaml",
            "deliveries.yaml",
            "jobs.yaml",
            "statistics.yaml",
            "organizations.yaml",
            "audit.yaml",
            "server.yaml",
            "receiving.yaml");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** Where a body is read, be it to say that there must be none. */
    private static final Set<String> METHODS_WITH_BODY = Set.of("post", "put", "patch", "delete");

    private static final String ANSWERS = "x-answers";
    private static final String REPEATABLE = "post";
    private static final Map<String, Object> ORGANIZATION_HEADER = parameter("OrganizationHeader");
    private static final Map<String, Object> IDEMPOTENCY_KEY = parameter("IdempotencyKey");
    private static final Map<String, Object> IDEMPOTENCY_KEY_OF_EVENTS = parameter("IdempotencyKeyOfEvents");

    private static final Map<String, Object> REQUEST_ID = Map.of("$ref", "#/components/headers/RequestId");

    private OpenApiDocument() {}

    /** Reads all pieces and puts them together. */
    static Map<String, Object> read() {
        Map<String, Object> document = new LinkedHashMap<>();
        PIECES.forEach(piece -> merge(document, YamlPiece.read(piece)));
        Map<String, Object> shared = map(document.remove(ANSWERS));
        map(document.get("paths"))
                .values()
                .forEach(path -> map(path)
                        .replaceAll((method, operation) ->
                                METHODS.contains(method) ? complete(method, map(operation), shared) : operation));
        return document;
    }

    /** Pieces share parts of operations by aliases, so nothing is changed in its place. */
    private static Map<String, Object> complete(
            String method, Map<String, Object> operation, Map<String, Object> shared) {
        boolean needsKey = !operation.containsKey("security");
        Map<String, Object> answers = new TreeMap<>(map(shared.get("all")));
        if (needsKey) {
            answers.putAll(map(shared.get("with-key")));
        }
        if (needsKey && method.equals(REPEATABLE)) {
            answers.putAll(map(shared.get("repeatable")));
        }
        if (METHODS_WITH_BODY.contains(method)) {
            answers.putAll(map(shared.get("with-body")));
        }
        answers.putAll(needsKey ? identified(map(operation.get("responses"))) : map(operation.get("responses")));
        Map<String, Object> complete = new LinkedHashMap<>(operation);
        if (needsKey) {
            List<?> own = (List<?>) operation.getOrDefault("parameters", List.of());
            complete.put(
                    "parameters",
                    Stream.concat(own.stream(), sharedParameters(method, own)).toList());
        }
        complete.put("responses", answers);
        return complete;
    }

    /** Adds the header with the request's id to answers that are written out; of those that are shared, some are given without one. */
    private static Map<String, Object> identified(Map<String, Object> answers) {
        Map<String, Object> identified = new TreeMap<>();
        answers.forEach((status, answer) -> {
            Map<String, Object> complete = new LinkedHashMap<>(map(answer));
            if (!complete.containsKey("$ref")) {
                Map<String, Object> headers = new LinkedHashMap<>(map(complete.getOrDefault("headers", Map.of())));
                headers.put("X-Request-Id", REQUEST_ID);
                complete.put("headers", headers);
            }
            identified.put(status, complete);
        });
        return identified;
    }

    private static Stream<Map<String, Object>> sharedParameters(String method, List<?> own) {
        return method.equals(REPEATABLE) && !own.contains(IDEMPOTENCY_KEY_OF_EVENTS)
                ? Stream.of(IDEMPOTENCY_KEY, ORGANIZATION_HEADER)
                : Stream.of(ORGANIZATION_HEADER);
    }

    /** Adds what the other has; where both have a map, its entries. */
    private static void merge(Map<String, Object> document, Map<String, Object> piece) {
        piece.forEach((name, value) -> {
            Object before = document.putIfAbsent(name, value);
            if (before instanceof Map && value instanceof Map) {
                merge(map(before), map(value));
            } else if (before != null) {
                throw new IllegalStateException(name + " is in two pieces of the OpenAPI document");
            }
        });
    }

    private static Map<String, Object> parameter(String name) {
        return Map.of("$ref", "#/components/parameters/" + name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }
}
