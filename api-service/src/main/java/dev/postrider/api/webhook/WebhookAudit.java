package dev.postrider.api.webhook;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.webhook.StoredWebhook.Counted;
import dev.postrider.api.webhook.StoredWebhook.Counters;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells the audit log what becomes of webhooks, as answers show them, and of their secrets that they changed. */
@Component
class WebhookAudit {
    /** What changes by itself, or with everything else. */
    private static final Set<String> BY_ITSELF = Set.of(
            "id",
            "organization_id",
            "created_by",
            "created_at",
            "updated_at",
            "status",
            "public_keys",
            "last_triggered_at",
            "last_error",
            "success_count",
            "failure_count");

    private final Audit audit;

    WebhookAudit(Audit audit) {
        this.audit = audit;
    }

    Mono<Void> created(Caller caller, StoredWebhook webhook) {
        Change change = Change.created(json -> WebhookJson.write(json, shown(webhook)))
                .without(BY_ITSELF)
                .andSecret("secret", false);
        return audit.record(caller, AuditAction.WEBHOOK_CREATED, webhook.id().toString(), change);
    }

    /**
     * @param secret whether it got another secret
     */
    Mono<Void> updated(Caller caller, StoredWebhook before, StoredWebhook after, boolean secret) {
        Change change = between(before, after);
        WebhookDraft from = before.draft();
        WebhookDraft to = after.draft();
        change = secret ? change.andSecret("secret", true) : change;
        change = from.headers().equals(to.headers())
                ? change
                : change.andSecret("headers", !from.headers().entries().isEmpty());
        change = from.access().equals(to.access()) || change.has("auth") || change.has("tls")
                ? change
                : change.andSecret("auth or tls", true);
        return audit.record(caller, AuditAction.WEBHOOK_UPDATED, after.id().toString(), change);
    }

    Mono<Void> stands(Caller caller, AuditAction action, StoredWebhook before, StoredWebhook after) {
        return audit.record(caller, action, after.id().toString(), between(before, after));
    }

    /** What the service did by itself. */
    Mono<Void> standsByItself(AuditAction action, StoredWebhook before, StoredWebhook after) {
        return audit.recordOwn(after.organization(), action, after.id().toString(), between(before, after));
    }

    private static Change between(StoredWebhook before, StoredWebhook after) {
        return Change.between(
                        json -> WebhookJson.write(json, shown(before)), json -> WebhookJson.write(json, shown(after)))
                .without(BY_ITSELF);
    }

    private static Counted shown(StoredWebhook webhook) {
        return new Counted(webhook, Counters.NONE, List.of());
    }
}
