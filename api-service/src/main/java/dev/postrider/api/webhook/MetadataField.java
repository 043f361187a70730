package dev.postrider.api.webhook;

import dev.postrider.api.web.Fields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The field {@code metadata}: any JSON object of at most 4 KiB. */
final class MetadataField {
    private static final String NAME = "metadata";
    private static final int MAX_BYTES = 4096;

    private final Fields fields;

    MetadataField(Fields fields) {
        this.fields = fields;
    }

    /** The metadata, or null and an error. */
    @Nullable JsonNode read(JsonNode before, WebhookForm.Mode mode) {
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return before;
        }
        JsonNode result = mode == WebhookForm.Mode.MERGE ? MergePatch.apply(before, given) : given;
        if (!isFinite(result)) {
            fields.error(NAME, "has a number that is too large");
            return null;
        }
        int bytes = result.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            fields.error(NAME, "is " + bytes + " bytes, at most " + MAX_BYTES + " are allowed");
            return null;
        }
        return result;
    }

    private static boolean isFinite(JsonNode node) {
        if (node.isContainer()) {
            return node.valueStream().allMatch(MetadataField::isFinite);
        }
        return !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
    }
}
