package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.StrictJson;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.CustomHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The field {@code headers}: an object of texts. */
final class HeadersField {
    private static final String NAME = "headers";

    private final Fields fields;
    private final FieldErrors errors;

    HeadersField(Fields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /** The headers, or null and an error. */
    @Nullable CustomHeaders read(CustomHeaders before, WebhookForm.Mode mode) {
        @Nullable JsonNode given = fields.object(NAME);
        if (given == null) {
            return before;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (mode == WebhookForm.Mode.MERGE) {
            headers.putAll(before.entries());
        }
        given.forEachEntry((name, value) -> {
            if (value.isNull() && mode == WebhookForm.Mode.MERGE) {
                headers.keySet().removeIf(name::equalsIgnoreCase);
            } else if (value.isString()) {
                headers.keySet().removeIf(other -> other.equalsIgnoreCase(name) && !given.has(other));
                headers.put(name, value(name, value.stringValue(), before));
            } else {
                fields.error(NAME, "must have strings as values; '" + StrictJson.printable(name) + "' has none");
            }
        });
        return errors.check(NAME, () -> new CustomHeaders(headers));
    }

    /** What is shown in the place of a value stands for that value when it is sent back. */
    private String value(String name, String given, CustomHeaders before) {
        if (!given.equals(DeliveryHeaders.MASK)) {
            return given;
        }
        @Nullable String kept = before.entries().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (kept == null) {
            fields.error(
                    NAME,
                    "has *** for '" + StrictJson.printable(name)
                            + "', which stands for a value that is kept, and none is; give the value");
            return given;
        }
        return kept;
    }
}
