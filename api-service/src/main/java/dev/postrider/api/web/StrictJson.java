package dev.postrider.api.web;

import dev.postrider.common.json.Json;
import dev.postrider.common.json.RawJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON object that a request carries. Names given twice and text that cannot be stored are errors of their fields;
 * what is not one JSON object ends the request.
 */
public final class StrictJson {
    private static final int MAX_NAME_SHOWN = 100;

    private StrictJson() {}

    /**
     * The object.
     *
     * @throws ProblemException naming every name that is given twice, or the place where the JSON is wrong
     */
    public static JsonNode object(byte[] json) {
        FieldErrors errors = new FieldErrors();
        try (JsonParser parser = Json.parser(json)) {
            scan(parser, errors);
            errors.throwIfAny();
            return Json.tree(json);
        } catch (JacksonException e) {
            throw Problem.invalid("", describe(e)).toException();
        }
    }

    /**
     * The bytes of one field, as its author wrote them.
     *
     * @param json an object that has the field, read before by {@link #object}
     */
    public static RawJson raw(byte[] json, String field) {
        try (JsonParser parser = Json.parser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals(field);
                parser.nextToken();
                if (found) {
                    return RawJson.current(parser, json);
                }
                parser.skipChildren();
            }
        }
        throw new IllegalArgumentException("there is no field " + field);
    }

    /** Says what is wrong by place alone: a parser's own message may quote the payload. */
    public static String describe(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null
                ? "the body is not valid JSON"
                : "the body is not valid JSON: wrong at line " + location.getLineNr() + ", column "
                        + location.getColumnNr();
    }

    /** A name from outside, fit for a message: bounded, without control characters. */
    public static String printable(String name) {
        String clean = name.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        return clean.length() <= MAX_NAME_SHOWN ? clean : clean.substring(0, MAX_NAME_SHOWN) + "…";
    }

    private static void scan(JsonParser parser, FieldErrors errors) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            errors.add("", "the body must be a JSON object");
            return;
        }
        Deque<Scope> scopes = new ArrayDeque<>();
        scopes.push(new Scope("", false));
        while (!scopes.isEmpty()) {
            JsonToken token = parser.nextToken();
            Scope scope = scopes.element();
            switch (token) {
                case END_OBJECT, END_ARRAY -> scopes.pop();
                case PROPERTY_NAME -> {
                    if (!scope.enter(parser.currentName())) {
                        errors.add(scope.path(), "is given twice");
                    }
                    requireText(parser.currentName(), scope.path(), errors);
                }
                case null, default -> {
                    scope.next();
                    if (token == JsonToken.VALUE_STRING) {
                        requireText(parser.getString(), scope.path(), errors);
                    } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                        scopes.push(new Scope(scope.path(), token == JsonToken.START_ARRAY));
                    }
                }
            }
        }
        if (parser.nextToken() != null) {
            errors.add("", "the body has something after its JSON object");
        }
    }

    private static void requireText(String text, String path, FieldErrors errors) {
        if (UnstorableText.isIn(text)) {
            errors.add(path, "has a NUL character or half of a surrogate pair, which is no text");
        }
    }

    /** An object or array that is being read. */
    private static final class Scope {
        private final String prefix;
        private final boolean array;
        private final Set<String> names = new HashSet<>();
        private String name = "";
        private int index = -1;

        Scope(String prefix, boolean array) {
            this.prefix = prefix;
            this.array = array;
        }

        /** Goes on to a property; whether it is the first of this name. */
        boolean enter(String property) {
            name = StrictJson.printable(property);
            return names.add(property);
        }

        /** Goes on to the next value of an array. */
        void next() {
            index++;
        }

        /** Where the reader stands, such as {@code retry.delays_seconds[1]}. */
        String path() {
            if (array) {
                return prefix + "[" + index + "]";
            }
            return prefix.isEmpty() ? name : prefix + "." + name;
        }
    }
}
