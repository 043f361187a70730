package dev.postrider.common.schema;

import dev.postrider.common.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The schemas that were used last, ready to judge. Those that are in use most of the time are read once. */
final class CompiledSchemas {
    /** Read, a schema takes some fifty times its bytes. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Map<RawJson, Optional<EventSchema>> schemas = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** The schema; empty if it cannot be read. */
    synchronized Optional<EventSchema> get(RawJson json) {
        Optional<EventSchema> known = schemas.get(json);
        return known != null ? known : add(json);
    }

    private Optional<EventSchema> add(RawJson json) {
        Optional<EventSchema> read = read(json);
        schemas.put(json, read);
        bytes += json.length();
        var oldest = schemas.entrySet().iterator();
        while (bytes > MAX_BYTES) {
            bytes -= oldest.next().getKey().length();
            oldest.remove();
        }
        return read;
    }

    private static Optional<EventSchema> read(RawJson json) {
        try {
            return Optional.of(EventSchema.compile(json));
        } catch (RefusedSchemaException e) {
            return Optional.empty();
        }
    }
}
