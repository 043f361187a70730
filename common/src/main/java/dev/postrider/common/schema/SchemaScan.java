package dev.postrider.common.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Goes through a schema and all that stand in it, and notes what is not taken although it may be sound: references that leave the
 * schema or lead round in a circle, expressions that cannot be matched in linear time, other dialects, and too much of anything.
 */
final class SchemaScan {
    static final int MAX_DEPTH = 32;
    static final int MAX_SCHEMAS = 1_000;

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private static final Set<String> ONE = Set.of(
            "additionalProperties",
            "not",
            "if",
            "then",
            "else",
            "items",
            "contains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> MAP =
            Set.of("properties", "patternProperties", "dependentSchemas", "$defs", "definitions");
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef");
    private static final Set<String> ANCHORS = Set.of("$anchor", "$dynamicAnchor");

    /** Those whose schemas judge the same value as the one they stand in. */
    private static final Set<String> SAME_VALUE =
            Set.of("not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas");

    private static final Map<String, String> NOT_TAKEN = Map.of(
            "$id", "is not taken; schemas here have no address",
            "$vocabulary", "is not taken; the dialect is that of 2020-12",
            "$recursiveRef", "is of another dialect; use $dynamicRef",
            "$recursiveAnchor", "is of another dialect; use $dynamicAnchor");

    private final List<SchemaProblem> problems = new ArrayList<>();
    /** The schemas by their pointers, each with the pointers and references that it passes its own value on to. */
    private final Map<String, List<String>> schemas = new HashMap<>();

    private final Map<String, String> anchors = new HashMap<>();
    private final Map<String, String> references = new HashMap<>();

    private SchemaScan() {}

    /** What is wrong; empty for a schema that is taken. */
    static List<SchemaProblem> problems(JsonNode schema) {
        SchemaScan scan = new SchemaScan();
        scan.schema(schema, "", 0);
        if (scan.problems.isEmpty()) {
            scan.references.forEach(scan::resolve);
        }
        if (scan.problems.isEmpty()) {
            scan.refuseCircles();
        }
        return scan.problems;
    }

    private void schema(JsonNode schema, String pointer, int depth) {
        if (schemas.size() == MAX_SCHEMAS) {
            add("", "has more than " + MAX_SCHEMAS + " schemas in it");
        }
        schemas.put(pointer, new ArrayList<>());
        if (depth > MAX_DEPTH) {
            add(pointer, "stands more than " + MAX_DEPTH + " schemas deep");
            return;
        }
        if (!schema.isObject() || schemas.size() > MAX_SCHEMAS) {
            // True and false are schemas; what is neither is for the dialect to refuse.
            return;
        }
        schema.forEachEntry((keyword, value) -> keyword(keyword, value, pointer, depth));
    }

    private void keyword(String keyword, JsonNode value, String at, int depth) {
        String pointer = at + "/" + escaped(keyword);
        if (ONE.contains(keyword)) {
            inner(keyword, value, at, pointer, depth);
        } else if (LIST.contains(keyword) && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                inner(keyword, value.required(i), at, pointer + "/" + i, depth);
            }
        } else if (MAP.contains(keyword) && value.isObject()) {
            value.forEachEntry((name, inner) -> {
                String place = pointer + "/" + escaped(name);
                if (keyword.equals("patternProperties")) {
                    expression(name, place);
                }
                inner(keyword, inner, at, place, depth);
            });
        } else if (keyword.equals("pattern") && value.isString()) {
            expression(value.stringValue(), pointer);
        } else if (REFERENCES.contains(keyword) && value.isString()) {
            reference(value.stringValue(), at, pointer);
        } else if (ANCHORS.contains(keyword) && value.isString()) {
            anchors.put(value.stringValue(), at);
        } else if (NOT_TAKEN.containsKey(keyword)) {
            add(pointer, NOT_TAKEN.getOrDefault(keyword, ""));
        } else if (keyword.equals("$schema") && !isDialect(value)) {
            add(pointer, "must be " + DIALECT + ", or absent");
        }
    }

    private void inner(String keyword, JsonNode schema, String outer, String pointer, int depth) {
        if (SAME_VALUE.contains(keyword)) {
            passOn(outer, pointer);
        }
        schema(schema, pointer, depth + 1);
    }

    private void passOn(String from, String to) {
        schemas.computeIfAbsent(from, ignored -> new ArrayList<>()).add(to);
    }

    private void expression(String regex, String pointer) {
        try {
            LinearPatterns.compile(regex);
        } catch (IllegalArgumentException e) {
            add(pointer, String.valueOf(e.getMessage()));
        }
    }

    private void reference(String target, String at, String pointer) {
        if (target.startsWith("#")) {
            references.put(pointer, target.substring(1));
            passOn(at, pointer);
        } else {
            add(pointer, "must begin with #: a schema refers to itself only, nothing is fetched");
        }
    }

    private void resolve(String pointer, String target) {
        String plain = decoded(target);
        String found = anchors.getOrDefault(plain, plain);
        if (schemas.containsKey(found)) {
            schemas.put(pointer, List.of(found));
        } else {
            add(pointer, "refers to no schema in this one");
        }
    }

    /** A schema that judges a value by itself would never end. */
    private void refuseCircles() {
        Set<String> done = new HashSet<>();
        for (String pointer : schemas.keySet()) {
            if (isInCircle(pointer, new HashSet<>(), done)) {
                add(pointer, "refers to itself for the same value, which never ends");
                return;
            }
        }
    }

    private boolean isInCircle(String pointer, Set<String> path, Set<String> done) {
        if (done.contains(pointer)) {
            return false;
        }
        if (!path.add(pointer)) {
            return true;
        }
        boolean circle = schemas.getOrDefault(pointer, List.of()).stream().anyMatch(to -> isInCircle(to, path, done));
        path.remove(pointer);
        done.add(pointer);
        return circle;
    }

    private static boolean isDialect(JsonNode value) {
        return value.isString()
                && (value.stringValue().equals(DIALECT) || value.stringValue().equals(DIALECT + "#"));
    }

    /** Fragments are percent-encoded pointers. */
    private static String decoded(String fragment) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fragment.length(); i++) {
            if (fragment.startsWith("%25", i)) {
                text.append('%');
                i += 2;
            } else if (fragment.startsWith("%22", i)) {
                text.append('"');
                i += 2;
            } else if (fragment.startsWith("%5E", i) || fragment.startsWith("%5e", i)) {
                text.append('^');
                i += 2;
            } else {
                text.append(fragment.charAt(i));
            }
        }
        return text.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void add(String pointer, String message) {
        if (problems.size() < EventSchema.MAX_PROBLEMS) {
            problems.add(new SchemaProblem(pointer, message));
        }
    }
}
