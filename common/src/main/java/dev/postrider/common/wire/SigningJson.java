package dev.postrider.common.wire;

import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** How requests are signed, as JSON: on the topic, in the database and, what of it is no secret, in the API. */
public final class SigningJson {
    private static final String PROFILE = "profile";
    private static final String HEADER = "header";
    private static final String PREFIX = "prefix";
    private static final String VALUE = "value";
    private static final String EXPIRES_AT = "expires_at";

    private SigningJson() {}

    /** A list in which a plain setting is the profile's name, and another an object. */
    public static void writeSignatures(JsonGenerator generator, List<SignatureSetting> settings) {
        generator.writeStartArray();
        settings.forEach(setting -> write(generator, setting));
        generator.writeEndArray();
    }

    /**
     * Reads what was written; unknown members of an object are passed over.
     *
     * @throws IllegalArgumentException if a setting breaks its rules
     */
    public static List<SignatureSetting> readSignatures(JsonNode array) {
        return array.valueStream().map(SigningJson::setting).toList();
    }

    static void writeSecrets(JsonGenerator generator, List<Expiring<SigningSecret>> secrets) {
        write(generator, secrets, SigningSecret::value);
    }

    static List<Expiring<SigningSecret>> readSecrets(JsonNode array) {
        return read(array, SigningSecret::new);
    }

    static void writeKeys(JsonGenerator generator, List<Expiring<SigningKey>> keys) {
        write(generator, keys, SigningKey::text);
    }

    static List<Expiring<SigningKey>> readKeys(@Nullable JsonNode array) {
        return array == null ? List.of() : read(array, SigningKey::parse);
    }

    private static void write(JsonGenerator generator, SignatureSetting setting) {
        if (setting.isPlain()) {
            generator.writeString(setting.profile().text());
            return;
        }
        generator.writeStartObject();
        generator.writeStringProperty(PROFILE, setting.profile().text());
        if (setting.header() != null) {
            generator.writeStringProperty(HEADER, setting.header());
        }
        if (setting.prefix() != null) {
            generator.writeStringProperty(PREFIX, setting.prefix());
        }
        generator.writeEndObject();
    }

    private static SignatureSetting setting(JsonNode json) {
        return json.isString()
                ? new SignatureSetting(SignatureProfile.parse(json.stringValue()), null, null)
                : new SignatureSetting(
                        SignatureProfile.parse(json.required(PROFILE).stringValue()),
                        text(json.get(HEADER)),
                        text(json.get(PREFIX)));
    }

    private static <K> void write(JsonGenerator generator, List<Expiring<K>> keys, Function<K, String> text) {
        generator.writeStartArray();
        for (Expiring<K> key : keys) {
            generator.writeStartObject();
            generator.writeStringProperty(VALUE, text.apply(key.key()));
            if (key.expiresAt() != null) {
                generator.writeStringProperty(EXPIRES_AT, key.expiresAt().toString());
            }
            generator.writeEndObject();
        }
        generator.writeEndArray();
    }

    private static <K> List<Expiring<K>> read(JsonNode array, Function<String, K> key) {
        return array.valueStream()
                .map(json -> {
                    @Nullable String expiresAt = text(json.get(EXPIRES_AT));
                    return new Expiring<>(
                            key.apply(json.required(VALUE).stringValue()),
                            expiresAt == null ? null : Instant.parse(expiresAt));
                })
                .toList();
    }

    private static @Nullable String text(@Nullable JsonNode json) {
        return json == null ? null : json.stringValue();
    }
}
