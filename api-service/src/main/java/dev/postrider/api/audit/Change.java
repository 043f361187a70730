package dev.postrider.api.audit;

import dev.postrider.common.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The fields that a change gave another value, each with the old and the new one. Made from what answers show, where secrets
 * are masked already; that a masked one changed is said by {@link #andSecret}.
 */
public final class Change {
    /** Nothing but that it was done. */
    public static final Change NONE = new Change(Map.of());

    /** Stands for a secret. */
    public static final String MASK = "***";

    private final Map<String, Values> fields;

    private Change(Map<String, Values> fields) {
        this.fields = fields;
    }

    /** JSON texts; null for what was, or is, not there. */
    private record Values(@Nullable String from, @Nullable String to) {}

    /** Everything of something new. */
    public static Change created(Consumer<JsonGenerator> after) {
        return between(json -> json.writeStartObject().writeEndObject(), after);
    }

    /** What two states of a thing differ in, both written as JSON objects. */
    public static Change between(Consumer<JsonGenerator> before, Consumer<JsonGenerator> after) {
        JsonNode from = Json.tree(Json.write(before));
        JsonNode to = Json.tree(Json.write(after));
        Set<String> names = new TreeSet<>(from.propertyNames());
        names.addAll(to.propertyNames());
        Map<String, Values> fields = new TreeMap<>();
        for (String name : names) {
            @Nullable JsonNode old = from.get(name);
            @Nullable JsonNode now = to.get(name);
            if (old == null || !old.equals(now)) {
                fields.put(name, new Values(old == null ? null : old.toString(), now == null ? null : now.toString()));
            }
        }
        return new Change(fields);
    }

    /** Without fields that change by themselves. */
    public Change without(Set<String> names) {
        Map<String, Values> rest = new TreeMap<>(fields);
        rest.keySet().removeAll(names);
        return new Change(rest);
    }

    /** These fields of it. */
    public Change only(Set<String> names) {
        Map<String, Values> some = new TreeMap<>(fields);
        some.keySet().retainAll(names);
        return new Change(some);
    }

    /** With a secret that was set, or took another's place. */
    public Change andSecret(String name, boolean hadOne) {
        String mask = "\"" + MASK + "\"";
        return and(name, new Values(hadOne ? mask : null, mask));
    }

    /** With one more field, of which only the new value is told. */
    public Change and(String name, String value) {
        return and(name, new Values(null, Json.writeText(json -> json.writeString(value))));
    }

    /** The same of a number. */
    public Change and(String name, long value) {
        return and(name, new Values(null, Long.toString(value)));
    }

    private Change and(String name, Values values) {
        Map<String, Values> more = new TreeMap<>(fields);
        more.put(name, values);
        return new Change(more);
    }

    /** Whether it is one of this field. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** {@code {"name": {"from": …, "to": …}}}. */
    String json() {
        return Json.writeText(json -> {
            json.writeStartObject();
            fields.forEach((name, values) -> {
                json.writeObjectPropertyStart(name);
                value(json, "from", values.from());
                value(json, "to", values.to());
                json.writeEndObject();
            });
            json.writeEndObject();
        });
    }

    private static void value(JsonGenerator json, String name, @Nullable String value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeRawValue(value);
        }
    }
}
