package dev.postrider.api.webhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of a webhook's fields, and what to say of other names that callers are likely to try. */
final class WebhookFieldNames {
    static final Set<String> KNOWN = Set.of(
            "url",
            "events",
            "name",
            "description",
            "external_id",
            "enabled",
            "secret",
            "headers",
            "auth",
            "tls",
            "metadata",
            "timeout_seconds",
            "retry",
            "signatures",
            "rate_limit_per_second",
            "max_concurrency",
            "ordered",
            "auto_disable",
            "propagate_trace");

    private static final Set<String> READ_ONLY = Set.of(
            "id",
            "status",
            "created_by",
            "created_at",
            "updated_at",
            "version",
            "last_triggered_at",
            "last_error",
            "success_count",
            "failure_count",
            "standard_secret",
            "tls_expires_at",
            "public_keys",
            "disabled_reason",
            "disabled_at",
            "challenge");

    static final Map<String, String> HINTS = hints();

    private WebhookFieldNames() {}

    private static Map<String, String> hints() {
        Map<String, String> hints = new HashMap<>();
        for (String name : READ_ONLY) {
            hints.put(name, "is set by Postrider; leave it out");
        }
        for (String name : List.of("organization_id", "organization", "org_id", "tenant_id", "user_id")) {
            hints.put(
                    name,
                    "is not a field: the organization is the key's; a platform administrator names one with"
                            + " the header X-Organization-Id");
        }
        use(hints, "enabled", "active", "is_active", "is_enabled", "disabled");
        use(hints, "retry.max_retries", "retry_count", "max_retries", "max_attempts", "retries");
        use(
                hints,
                "retry.base_seconds, with retry.schedule linear or exponential",
                "retry_delay",
                "retry_backoff",
                "retry_interval");
        use(hints, "retry", "retry_policy", "retry_config");
        use(hints, "timeout_seconds", "timeout", "timeout_ms", "timeout_sec", "timeout_s");
        use(hints, "secret", "secret_key", "signing_secret", "webhook_secret");
        use(hints, "events", "event", "event_type", "event_types", "topics");
        use(hints, "url", "endpoint", "target_url", "callback_url", "webhook_url", "uri");
        hints.put("signing_key", "is not a field; use POST /api/v1/webhooks/{id}/rotate-signing-key");
        hints.put("paused", "is not a field; use POST /api/v1/webhooks/{id}/pause and /resume");
        use(hints, "headers", "custom_headers");
        use(hints, "external_id", "uid", "reference", "webhook_id");
        use(hints, "rate_limit_per_second", "rate_limit", "rate_limit_per_sec", "max_rate", "throttle");
        use(hints, "max_concurrency", "concurrency", "max_concurrent", "max_in_flight");
        use(hints, "ordered", "fifo", "ordering", "in_order");
        use(hints, "propagate_trace", "traceparent", "trace_context", "send_traceparent");
        return Map.copyOf(hints);
    }

    private static void use(Map<String, String> hints, String name, String... others) {
        for (String other : others) {
            hints.put(other, "is not a known field; use " + name);
        }
    }
}
