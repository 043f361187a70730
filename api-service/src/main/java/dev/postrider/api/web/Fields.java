package dev.postrider.api.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one JSON object in a request. Each reader gives null where the field is absent or wrong; what is wrong, null
 * among it, is noted.
 */
public final class Fields {
    private final JsonNode object;
    private final String path;
    private final FieldErrors errors;

    /**
     * @param path where the object stands, empty for the request's own
     */
    public Fields(JsonNode object, String path, FieldErrors errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Refuses fields that nobody knows.
     *
     * @param hints what to say of names that callers are likely to try
     */
    public void refuseUnknown(Set<String> known, Map<String, String> hints) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                @Nullable String hint = hints.get(name);
                error(
                        StrictJson.printable(name),
                        hint != null
                                ? hint
                                : "is not a known field; known are: " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    public boolean has(String name) {
        return object.has(name);
    }

    /** Whether the field is there and null. */
    public boolean isNull(String name) {
        return object.has(name) && object.required(name).isNull();
    }

    public @Nullable JsonNode get(String name) {
        return object.get(name);
    }

    /** Notes that a field that must be there is not. */
    public void requirePresent(String name, String example) {
        if (!has(name)) {
            error(name, "is missing; give " + example);
        }
    }

    public @Nullable String requiredText(String name, int min, int max) {
        if (!has(name)) {
            error(name, "is missing");
        }
        return text(name, min, max);
    }

    /** Text of so many characters, none of them a control character but line breaks and tabs. */
    public @Nullable String text(String name, int min, int max) {
        @Nullable JsonNode value = present(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            error(name, "must be a string");
            return null;
        }
        String text = value.stringValue();
        if (text.length() < min || text.length() > max) {
            error(name, "must be " + min + " to " + max + " characters, has " + text.length());
            return null;
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            error(name, "must not have control characters");
            return null;
        }
        return text;
    }

    public @Nullable Boolean flag(String name) {
        @Nullable JsonNode value = present(name);
        if (value == null || value.isBoolean()) {
            return value == null ? null : Boolean.valueOf(value.booleanValue());
        }
        error(name, "must be true or false");
        return null;
    }

    public @Nullable Integer integer(String name) {
        @Nullable JsonNode value = present(name);
        if (value == null || (value.isIntegralNumber() && value.canConvertToInt())) {
            return value == null ? null : Integer.valueOf(value.intValue());
        }
        error(name, value.isNumber() ? "must be a whole number of a sensible size" : "must be a number");
        return null;
    }

    /**
     * A number within bounds that null takes away.
     *
     * @param before what it is where it is absent or wrong
     * @param nullMeans what to say of null
     */
    public @Nullable Integer nullableInteger(
            String name, int min, int max, @Nullable Integer before, String nullMeans) {
        if (isNull(name)) {
            return null;
        }
        @Nullable Integer given = integer(name);
        if (given != null && (given < min || given > max)) {
            error(name, "must be " + min + " to " + max + ", or null for " + nullMeans + ", is " + given);
            return before;
        }
        return given == null ? before : given;
    }

    public @Nullable List<Integer> integers(String name) {
        @Nullable JsonNode value = present(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            error(name, "must be a list of whole numbers");
            return null;
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : value) {
            if (item.isIntegralNumber() && item.canConvertToInt()) {
                numbers.add(item.intValue());
            } else {
                error(name + "[" + numbers.size() + "]", "must be a whole number");
                return null;
            }
        }
        return numbers;
    }

    /** A list of texts, as long as it may be; an item that is no text is an error of its own. */
    public @Nullable List<String> texts(String name, int min, int max) {
        @Nullable JsonNode value = present(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray() || value.size() < min || value.size() > max) {
            error(name, "must be a list of " + min + " to " + max + " strings");
            return null;
        }
        List<String> texts = new ArrayList<>();
        boolean sound = true;
        for (int i = 0; i < value.size(); i++) {
            JsonNode item = value.required(i);
            if (item.isString()) {
                texts.add(item.stringValue());
            } else {
                error(name + "[" + i + "]", "must be a string");
                sound = false;
            }
        }
        return sound ? texts : null;
    }

    /** A list of anything, as long as it may be. */
    public @Nullable List<JsonNode> items(String name, int min, int max) {
        @Nullable JsonNode value = present(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray() || value.size() < min || value.size() > max) {
            error(name, "must be a list of " + min + " to " + max + " items");
            return null;
        }
        return value.valueStream().toList();
    }

    public @Nullable JsonNode object(String name) {
        @Nullable JsonNode value = present(name);
        if (value == null || value.isObject()) {
            return value;
        }
        error(name, "must be a JSON object");
        return null;
    }

    /** Notes an error of a field of this object. */
    public void error(String name, String message) {
        errors.add(path.isEmpty() ? name : path + "." + name, message);
    }

    private @Nullable JsonNode present(String name) {
        if (isNull(name)) {
            error(name, "must not be null; leave it out");
            return null;
        }
        return object.get(name);
    }
}
