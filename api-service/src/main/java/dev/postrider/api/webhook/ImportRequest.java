package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Webhooks that are to be made, or made like, what a request says.
 *
 * @param webhooks each as {@code POST /webhooks} takes it; judged later, each by itself
 * @param upsert whether one that is there already is changed; else it is refused
 * @param dryRun whether nothing is to be done
 */
record ImportRequest(List<JsonNode> webhooks, boolean upsert, boolean dryRun) {
    static final String EXTERNAL_ID = "external_id";
    static final String NAME = "name";

    private static final String WEBHOOKS = "webhooks";
    private static final String MODE = "mode";
    private static final String DRY_RUN = "dry_run";
    private static final Set<String> MODES = Set.of("create", "upsert");

    /**
     * Reads a request.
     *
     * @param max how many webhooks it may have
     * @throws dev.postrider.api.web.ProblemException naming what is wrong with the request as a whole
     */
    static ImportRequest read(JsonNode body, int max) {
        FieldErrors errors = new FieldErrors();
        Fields fields = new Fields(body, "", errors);
        fields.refuseUnknown(Set.of(WEBHOOKS, MODE, DRY_RUN), Map.of("items", "is not a known field; use webhooks"));
        fields.requirePresent(WEBHOOKS, "a list of webhooks, as GET /api/v1/webhooks/export gives it");
        @Nullable List<JsonNode> webhooks = fields.items(WEBHOOKS, 1, max);
        @Nullable String mode = fields.text(MODE, 0, Integer.MAX_VALUE);
        if (mode != null && !MODES.contains(mode)) {
            fields.error(MODE, "must be \"create\" or \"upsert\"");
        }
        @Nullable Boolean dryRun = fields.flag(DRY_RUN);
        if (webhooks != null) {
            requireApart(webhooks, errors);
        }
        errors.throwIfAny();
        return new ImportRequest(
                webhooks == null ? List.of() : webhooks, "upsert".equals(mode), dryRun != null && dryRun);
    }

    /** The text by which a webhook is recognized; null where it has none, or something else in its place. */
    static @Nullable String text(JsonNode webhook, String field) {
        @Nullable JsonNode value = webhook.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private static void requireApart(List<JsonNode> webhooks, FieldErrors errors) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < webhooks.size(); i++) {
            if (!webhooks.get(i).isObject()) {
                errors.add(WEBHOOKS + "[" + i + "]", "must be a JSON object");
                continue;
            }
            @Nullable String externalId = text(webhooks.get(i), EXTERNAL_ID);
            @Nullable Integer before = externalId == null ? null : seen.putIfAbsent(externalId, i);
            if (before != null) {
                errors.add(WEBHOOKS + "[" + i + "]." + EXTERNAL_ID, "is also that of " + WEBHOOKS + "[" + before + "]");
            }
        }
    }
}
