package dev.postrider.api.audit;

import java.util.Arrays;
import java.util.Optional;

/** What can be done that the audit log tells of: the kind of thing, and what becomes of it. */
public enum AuditAction {
    ORGANIZATION_CREATED("organization.created"),
    ORGANIZATION_UPDATED("organization.updated"),
    ORGANIZATION_PAUSED("organization.paused"),
    ORGANIZATION_RESUMED("organization.resumed"),
    EVERYTHING_PAUSED("everything.paused"),
    EVERYTHING_RESUMED("everything.resumed"),
    EVERYTHING_SHADOWED("everything.shadowed"),
    EVERYTHING_SENT_AGAIN("everything.sent_again"),
    API_KEY_CREATED("api_key.created"),
    API_KEY_REVOKED("api_key.revoked"),
    WEBHOOK_CREATED("webhook.created"),
    WEBHOOK_UPDATED("webhook.updated"),
    WEBHOOK_DELETED("webhook.deleted"),
    WEBHOOK_PAUSED("webhook.paused"),
    WEBHOOK_RESUMED("webhook.resumed"),
    WEBHOOK_SECRET_ROTATED("webhook.secret_rotated"),
    WEBHOOK_SIGNING_KEY_ROTATED("webhook.signing_key_rotated"),
    WEBHOOK_DISABLED("webhook.disabled"),
    WEBHOOK_PROVEN("webhook.proven"),
    EVENT_TYPE_CREATED("event_type.created"),
    EVENT_TYPE_UPDATED("event_type.updated"),
    EVENT_TYPE_DELETED("event_type.deleted"),
    REJECTED_EVENT_RESUBMITTED("rejected_event.resubmitted"),
    REJECTED_EVENT_DISMISSED("rejected_event.dismissed"),
    EVENT_CANCELLED("event.cancelled"),
    DELIVERY_RETRIED("delivery.retried"),
    DELIVERY_CANCELLED("delivery.cancelled"),
    REDRIVE_STARTED("redrive.started"),
    REDRIVE_CANCELLED("redrive.cancelled"),
    REPLAY_STARTED("replay.started"),
    REPLAY_CANCELLED("replay.cancelled"),
    CANCELLATION_STARTED("cancellation.started");

    private final String text;

    AuditAction(String text) {
        this.text = text;
    }

    /** The name in the API and in the database. */
    public String text() {
        return text;
    }

    static Optional<AuditAction> of(String text) {
        return Arrays.stream(values())
                .filter(action -> action.text.equals(text))
                .findFirst();
    }
}
