package dev.postrider.api.webhook;

import dev.postrider.api.operational.OperationalEvent;
import dev.postrider.api.operational.OperationalType;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Operational events of changes to a webhook. They tell what it subscribes and how it stands, and neither its URL nor its
 * headers, which may hold credentials.
 */
final class WebhookEvents {
    private WebhookEvents() {}

    static OperationalEvent created(StoredWebhook webhook) {
        return of(OperationalType.WEBHOOK_CREATED, webhook);
    }

    static OperationalEvent updated(StoredWebhook webhook) {
        return of(OperationalType.WEBHOOK_UPDATED, webhook);
    }

    /** Of one that was paused or resumed; or that was disabled automatically and is not any more. */
    static OperationalEvent stands(StoredWebhook before, StoredWebhook after) {
        boolean enabled =
                before.standing().disabled() != null && after.standing().disabled() == null;
        return of(enabled ? OperationalType.WEBHOOK_ENABLED : OperationalType.WEBHOOK_UPDATED, after);
    }

    static OperationalEvent deleted(OrganizationId organization, Webhooks.Deleted webhook, Instant at) {
        return OperationalEvent.of(
                organization, OperationalType.WEBHOOK_DELETED, webhook.id().toString(), at, json -> {
                    json.writeStringProperty("webhook_id", webhook.id().toString());
                    name(json, webhook.name());
                    json.writeNumberProperty("version", webhook.version());
                });
    }

    private static OperationalEvent of(OperationalType type, StoredWebhook webhook) {
        WebhookDraft draft = webhook.draft();
        return OperationalEvent.of(webhook.organization(), type, webhook.id().toString(), webhook.updatedAt(), json -> {
            json.writeStringProperty("webhook_id", webhook.id().toString());
            name(json, draft.name());
            json.writeArrayPropertyStart("events");
            draft.events().forEach(pattern -> json.writeString(pattern.toString()));
            json.writeEndArray();
            json.writeBooleanProperty("enabled", draft.enabled());
            json.writeStringProperty("status", webhook.status());
            json.writeNumberProperty("version", webhook.version());
        });
    }

    private static void name(JsonGenerator json, @Nullable String name) {
        if (name == null) {
            json.writeNullProperty("name");
        } else {
            json.writeStringProperty("name", name);
        }
    }
}
