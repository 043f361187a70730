package dev.postrider.api.webhook;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch, RFC 7396. */
final class MergePatch {
    private MergePatch() {}

    /** The target with the patch laid over it; neither is changed. */
    static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (target.isObject()) {
            target.forEachEntry(result::set);
        }
        patch.forEachEntry((name, value) -> {
            if (value.isNull()) {
                result.remove(name);
            } else {
                JsonNode before = result.path(name);
                result.set(name, apply(before, value));
            }
        });
        return result;
    }
}
