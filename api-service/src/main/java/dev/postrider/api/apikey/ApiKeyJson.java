package dev.postrider.api.apikey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A key as answers show it. */
final class ApiKeyJson {
    private ApiKeyJson() {}

    /**
     * @param text the key itself, where it is shown this once
     */
    static void write(JsonGenerator json, ApiKey key, @Nullable KeyText text, Instant now) {
        json.writeStartObject();
        json.writeStringProperty("id", key.id().toString());
        json.writeStringProperty("organization_id", key.organization().value());
        json.writeStringProperty("name", key.name());
        json.writeStringProperty("role", key.role().text());
        json.writeStringProperty("prefix", key.prefix());
        if (text != null) {
            json.writeStringProperty("key", text.value());
        }
        @Nullable Integer requests = key.requestsPerSecond();
        if (requests == null) {
            json.writeNullProperty("requests_per_second");
        } else {
            json.writeNumberProperty("requests_per_second", requests);
        }
        json.writeStringProperty("created_by", key.createdBy());
        json.writeStringProperty("created_at", key.times().createdAt().toString());
        time(json, "expires_at", key.times().expiresAt());
        time(json, "last_used_at", key.times().lastUsedAt());
        time(json, "revoked_at", key.times().revokedAt());
        json.writeStringProperty(
                "rotation_hint",
                RotationHint.of(key.times(), now).map(RotationHint::text).orElse(null));
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, @Nullable Instant time) {
        json.writeStringProperty(name, time == null ? null : time.toString());
    }
}
