package dev.postrider.common.wire;

import dev.postrider.common.json.Json;
import dev.postrider.common.secret.AssociatedData;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What of a webhook is secret: one JSON object, sealed as a whole for the record of that webhook. */
record SealedPart(
        List<Expiring<SigningSecret>> secrets, List<Expiring<SigningKey>> keys, CustomHeaders headers, Access access) {
    /** What is left where nothing can be read, or nothing is needed any more. */
    static final SealedPart NONE = new SealedPart(List.of(), List.of(), CustomHeaders.NONE, Access.NONE);

    /** As a record has it. */
    static SealedPart given(
            List<Expiring<SigningSecret>> secrets,
            List<Expiring<SigningKey>> keys,
            CustomHeaders headers,
            Access access) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a webhook has at least one signing secret");
        }
        return new SealedPart(secrets, keys, headers, access);
    }

    static SealedPart of(Webhook webhook) {
        return new SealedPart(
                webhook.signing().secrets(), webhook.signing().keys(), webhook.headers(), webhook.access());
    }

    String seal(Webhook webhook, Seal seal) {
        return seal.seal(Json.write(this::write), AssociatedData.ofRecord(webhook.id()));
    }

    /** Reads the object that was opened. */
    static SealedPart read(JsonNode json) {
        return given(
                SigningJson.readSecrets(json.required("secrets")),
                SigningJson.readKeys(json.get("signing_keys")),
                headers(json),
                AccessJson.read(json));
    }

    static CustomHeaders headers(JsonNode json) {
        Map<String, String> headers = new LinkedHashMap<>();
        json.required("headers").forEachEntry((name, value) -> headers.put(name, value.stringValue()));
        return new CustomHeaders(headers);
    }

    private void write(JsonGenerator generator) {
        generator.writeStartObject();
        generator.writeName("secrets");
        SigningJson.writeSecrets(generator, secrets);
        if (!keys.isEmpty()) {
            generator.writeName("signing_keys");
            SigningJson.writeKeys(generator, keys);
        }
        generator.writeObjectPropertyStart("headers");
        headers.entries().forEach(generator::writeStringProperty);
        generator.writeEndObject();
        AccessJson.write(generator, access);
        generator.writeEndObject();
    }

    @Override
    public String toString() {
        return "SealedPart[redacted]";
    }
}
