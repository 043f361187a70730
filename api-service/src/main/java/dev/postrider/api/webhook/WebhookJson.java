package dev.postrider.api.webhook;

import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.api.webhook.StoredWebhook.Counters;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.wire.AccessJson;
import dev.postrider.common.wire.RetryPolicyJson;
import dev.postrider.common.wire.SigningJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** A webhook as its owner reads it. */
final class WebhookJson {
    private final JsonGenerator json;

    private WebhookJson(JsonGenerator json) {
        this.json = json;
    }

    /** Values of headers are shown to nobody: people put credentials there. */
    static void write(JsonGenerator json, Counted webhook) {
        write(json, webhook, null);
    }

    /** The same, with the secret: once. */
    static void write(JsonGenerator json, Counted webhook, @Nullable SigningSecret secret) {
        json.writeStartObject();
        new WebhookJson(json).fields(webhook.webhook(), webhook.counters(), webhook.publicKeys());
        if (secret != null) {
            writeSecret(json, secret);
        }
        json.writeEndObject();
    }

    /** The fields of an answer that tell a secret, once. */
    static void writeSecret(JsonGenerator json, SigningSecret secret) {
        json.writeStringProperty("secret", secret.value());
        if (!secret.standardForm().equals(secret.value())) {
            json.writeStringProperty("standard_secret", secret.standardForm());
        }
    }

    /** What tells a webhook from others, without its settings. */
    static void writeIdentity(JsonGenerator json, StoredWebhook webhook) {
        json.writeStringProperty("id", webhook.id().toString());
        new WebhookJson(json).text("external_id", webhook.draft().externalId());
        writeStanding(json, webhook);
    }

    /** Its name, and how it stands, as {@code webhook_status}: the answer itself may have a status. */
    static void writeStanding(JsonGenerator json, StoredWebhook webhook) {
        new WebhookJson(json).text("name", webhook.draft().name());
        json.writeStringProperty("webhook_status", status(webhook));
        json.writeNumberProperty("version", webhook.version());
    }

    /** What an import makes the same webhook of: all that its owner decides, without what is secret. */
    static void writePortable(JsonGenerator json, StoredWebhook webhook) {
        WebhookDraft draft = webhook.draft();
        WebhookJson settings = new WebhookJson(json);
        json.writeStartObject();
        String externalId = draft.externalId();
        json.writeStringProperty(
                "external_id", externalId == null ? webhook.id().toString() : externalId);
        settings.subscription(draft);
        settings.sending(draft);
        json.writeName("retry");
        settings.tree(draft.retry());
        json.writeEndObject();
    }

    private void fields(StoredWebhook webhook, Counters counters, List<PublicKey> publicKeys) {
        WebhookDraft draft = webhook.draft();
        json.writeStringProperty("id", webhook.id().toString());
        json.writeStringProperty("organization_id", webhook.organization().value());
        text("external_id", draft.externalId());
        subscription(draft);
        json.writeStringProperty("status", status(webhook));
        Standing.@Nullable Disabled disabled = webhook.standing().disabled();
        text("disabled_reason", disabled == null ? null : disabled.reason().text());
        time("disabled_at", disabled == null ? null : disabled.at());
        challenge(webhook.standing().challenge());
        sending(draft);
        json.writeName("retry");
        RetryPolicyJson.write(json, draft.policy());
        EndpointTls tls = draft.access().tls();
        time("tls_expires_at", tls == null ? null : tls.expiresAt());
        publicKeys(publicKeys);
        json.writeStringProperty("created_by", webhook.createdBy());
        time("created_at", webhook.createdAt());
        time("updated_at", webhook.updatedAt());
        json.writeNumberProperty("version", webhook.version());
        time("last_triggered_at", counters.lastTriggeredAt());
        text("last_error", counters.lastError());
        json.writeNumberProperty("success_count", counters.successCount());
        json.writeNumberProperty("failure_count", counters.failureCount());
    }

    private void subscription(WebhookDraft draft) {
        json.writeStringProperty("url", draft.url());
        array("events", WebhookRows.events(draft));
        text("name", draft.name());
        text("description", draft.description());
        json.writeBooleanProperty("enabled", draft.enabled());
    }

    private void sending(WebhookDraft draft) {
        json.writeObjectPropertyStart("headers");
        draft.headers().entries().keySet().forEach(name -> json.writeStringProperty(name, DeliveryHeaders.MASK));
        json.writeEndObject();
        access(draft.access().masked(DeliveryHeaders.MASK));
        json.writeName("metadata");
        tree(draft.metadata());
        json.writeNumberProperty("timeout_seconds", draft.timeoutSeconds());
        json.writeName("signatures");
        SigningJson.writeSignatures(json, draft.signatures());
        number("rate_limit_per_second", draft.pacing().ratePerSecond());
        number("max_concurrency", draft.pacing().maxConcurrency());
        json.writeBooleanProperty("ordered", draft.pacing().ordered());
        json.writeBooleanProperty("propagate_trace", draft.propagateTrace());
        json.writeObjectPropertyStart("auto_disable");
        json.writeBooleanProperty("enabled", draft.autoDisable().enabled());
        number("after_seconds", draft.autoDisable().afterSeconds());
        number("consecutive_failures", draft.autoDisable().consecutiveFailures());
        json.writeBooleanProperty("probe", draft.autoDisable().probe());
        json.writeEndObject();
    }

    /** Certificates are no secret; what is, is masked. */
    private void access(Access shown) {
        json.writeName("auth");
        if (shown.auth() == null) {
            json.writeNull();
        } else {
            AccessJson.write(json, shown.auth());
        }
        json.writeName("tls");
        if (shown.tls() == null) {
            json.writeNull();
        } else {
            AccessJson.write(json, shown.tls());
        }
    }

    private static String status(StoredWebhook webhook) {
        String status = webhook.status();
        return status.equals(StoredWebhook.ACTIVE) && !webhook.isPublished() ? StoredWebhook.ACTIVATING : status;
    }

    private void challenge(Standing.@Nullable Challenge challenge) {
        json.writeName("challenge");
        if (challenge == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        time("since", challenge.since());
        json.writeNumberProperty("asked", challenge.asked());
        time("last_asked_at", challenge.lastAskedAt());
        time("next_ask_at", challenge.nextAskAt());
        text("error", challenge.error());
        json.writeEndObject();
    }

    private void publicKeys(List<PublicKey> keys) {
        json.writeArrayPropertyStart("public_keys");
        for (PublicKey key : keys) {
            json.writeStartObject();
            json.writeStringProperty("kid", key.key().id());
            json.writeStringProperty("key", key.key().text());
            time("expires_at", key.expiresAt());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void tree(JsonNode node) {
        json.writeRawValue(node.toString());
    }

    private void array(String name, String[] values) {
        json.writeArrayPropertyStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void time(String name, @Nullable Instant time) {
        text(name, time == null ? null : time.toString());
    }

    private void number(String name, @Nullable Integer value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private void text(String name, @Nullable String value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }
}
