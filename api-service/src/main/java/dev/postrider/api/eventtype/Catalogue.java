package dev.postrider.api.eventtype;

import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** The event types that ship with Postrider, and with them those of an organization. */
@Component
class Catalogue {
    private static final String FILE = "event-catalogue.json";

    private final Map<String, JsonNode> shipped = new LinkedHashMap<>();

    /** Read as a tree at start, so that a catalogue that is no JSON stops the start and not the readers. */
    Catalogue() {
        try (InputStream in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(FILE), FILE)) {
            Json.tree(in.readAllBytes())
                    .forEach(type -> shipped.put(type.required("event").stringValue(), type));
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue of event types cannot be read", e);
        }
    }

    /** Writes all that ship, each replaced by the organization's own of the same name, and then the organization's others. */
    void write(JsonGenerator json, List<StoredType> own) {
        Map<String, StoredType> rest = new LinkedHashMap<>();
        own.forEach(type -> rest.put(type.type().value(), type));
        json.writeStartArray();
        shipped.forEach((name, type) -> {
            StoredType replaced = rest.remove(name);
            if (replaced == null) {
                json.writeRawValue(type.toString());
            } else {
                write(json, replaced);
            }
        });
        rest.values().forEach(type -> write(json, type));
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, StoredType type) {
        json.writeStartObject();
        json.writeStringProperty("event", type.type().value());
        json.writeStringProperty("category", type.category());
        json.writeStringProperty("description", type.description());
        json.writeBooleanProperty("registered", true);
        json.writeBooleanProperty("deprecated", type.deprecated());
        json.writeEndObject();
    }
}
