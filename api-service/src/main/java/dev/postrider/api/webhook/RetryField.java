package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetryPolicySettings;
import dev.postrider.common.wire.RetryPolicyJson;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The field {@code retry}: a policy, of which everything may be left out. */
final class RetryField {
    private static final String NAME = "retry";
    private static final String SCHEDULE = "schedule";
    private static final String DELAYS = "delays_seconds";
    private static final Set<String> KNOWN = Set.of(
            SCHEDULE,
            "base_seconds",
            "max_retries",
            DELAYS,
            "max_delay_seconds",
            "jitter_percent",
            "max_age_seconds",
            "retry_on");

    /** What belongs to one schedule and has no meaning for another. */
    private static final Set<String> OF_SCHEDULE = Set.of(SCHEDULE, "base_seconds", DELAYS, "max_delay_seconds");

    private static final Map<String, String> HINTS = Map.of(
            "count", "is not a known field; use max_retries",
            "max_attempts", "is not a known field; use max_retries, which does not count the first attempt",
            "attempts", "is not a known field; use max_retries, which does not count the first attempt",
            "delay", "is not a known field; use base_seconds",
            "delays", "is not a known field; use delays_seconds",
            "backoff", "is not a known field; use schedule",
            "strategy", "is not a known field; use schedule",
            "type", "is not a known field; use schedule");

    private final Fields fields;
    private final FieldErrors errors;

    RetryField(Fields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /** What the owner has now written of the policy, or null and an error. */
    @Nullable JsonNode settings(JsonNode before, WebhookForm.Mode mode) {
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return fields.has(NAME) ? null : before;
        }
        return mode == WebhookForm.Mode.MERGE ? MergePatch.apply(base(before, given), given) : given;
    }

    /** A patch that names another schedule does not inherit what belonged to the one before. */
    private static JsonNode base(JsonNode before, JsonNode patch) {
        boolean custom = before.path(SCHEDULE).asString("").equals("custom") || before.has(DELAYS);
        boolean another = patch.has(SCHEDULE)
                ? !patch.path(SCHEDULE).equals(before.path(SCHEDULE))
                : patch.has(DELAYS) && !custom;
        if (!another) {
            return before;
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        before.forEachEntry((name, value) -> {
            if (!OF_SCHEDULE.contains(name)) {
                rest.set(name, value);
            }
        });
        return rest;
    }

    /** The policy that the settings give, or null and errors. */
    @Nullable RetryPolicy policy(JsonNode settings) {
        FieldErrors own = new FieldErrors();
        Fields retry = new Fields(settings, NAME, own);
        retry.refuseUnknown(KNOWN, HINTS);
        RetryPolicySettings read = new RetryPolicySettings(
                retry.text(SCHEDULE, 0, 100),
                retry.integer("base_seconds"),
                retry.integer("max_retries"),
                retry.integers(DELAYS),
                retry.integer("max_delay_seconds"),
                retry.integer("jitter_percent"),
                retry.integer("max_age_seconds"),
                retryOn(retry, own));
        if (!own.isEmpty()) {
            own.list().forEach(error -> errors.add(error.field(), error.message()));
            return null;
        }
        return read.toPolicy((field, message) -> errors.add(NAME + "." + field, message))
                .orElse(null);
    }

    private static @Nullable RetryOn retryOn(Fields retry, FieldErrors errors) {
        @Nullable JsonNode value = retry.get("retry_on");
        return value == null ? null : errors.check(NAME + ".retry_on", () -> RetryPolicyJson.readRetryOn(value));
    }
}
