package dev.postrider.api.eventtype;

import dev.postrider.common.json.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Event types as the API writes them. */
final class TypeJson {
    private TypeJson() {}

    static void write(JsonGenerator json, StoredType type) {
        json.writeStartObject();
        json.writeStringProperty("event", type.type().value());
        json.writeStringProperty("organization_id", type.organization().value());
        json.writeStringProperty("category", type.category());
        json.writeStringProperty("description", type.description());
        raw(json, "schema", type.schema());
        raw(json, "example", type.example());
        json.writeBooleanProperty("deprecated", type.deprecated());
        json.writeStringProperty("validate", type.validate() ? "on" : "off");
        json.writeStringProperty("status", type.published() ? "active" : "activating");
        json.writeStringProperty("created_by", type.createdBy());
        json.writeStringProperty("created_at", type.createdAt().toString());
        json.writeStringProperty("updated_at", type.updatedAt().toString());
        json.writeEndObject();
    }

    private static void raw(JsonGenerator json, String name, @Nullable RawJson value) {
        json.writeName(name);
        json.writeRawValue(value == null ? "null" : value.text());
    }
}
