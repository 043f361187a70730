package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The field {@code auto_disable}, of which everything may be left out. */
final class AutoDisableField {
    private static final String NAME = "auto_disable";
    private static final String ENABLED = "enabled";
    private static final String AFTER = "after_seconds";
    private static final String FAILURES = "consecutive_failures";
    private static final String PROBE = "probe";

    private static final int MIN_AFTER = 60;
    private static final int MAX_AFTER = 30 * 24 * 60 * 60;

    /** One failure never disables, whatever it is configured to. */
    private static final int MIN_FAILURES = 2;

    private static final int MAX_FAILURES = 10_000;

    private static final Map<String, String> HINTS = Map.of(
            "after", "is not a known field; use after_seconds",
            "after_days", "is not a known field; use after_seconds",
            "failures", "is not a known field; use consecutive_failures",
            "max_failures", "is not a known field; use consecutive_failures",
            "threshold", "is not a known field; use consecutive_failures");

    private final Fields fields;
    private final FieldErrors errors;

    AutoDisableField(Fields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /** What the owner now chooses; where something is wrong, an error. */
    AutoDisable read(AutoDisable before, WebhookForm.Mode mode) {
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return before;
        }
        AutoDisable base = mode == WebhookForm.Mode.MERGE ? before : AutoDisable.DEFAULT;
        Fields own = new Fields(given, NAME, errors);
        own.refuseUnknown(Set.of(ENABLED, AFTER, FAILURES, PROBE), HINTS);
        @Nullable Boolean enabled = own.flag(ENABLED);
        @Nullable Boolean probe = own.flag(PROBE);
        return new AutoDisable(
                enabled == null ? base.enabled() : enabled,
                own.nullableInteger(AFTER, MIN_AFTER, MAX_AFTER, base.afterSeconds(), "as configured"),
                own.nullableInteger(FAILURES, MIN_FAILURES, MAX_FAILURES, base.consecutiveFailures(), "no number"),
                probe == null ? base.probe() : probe);
    }
}
