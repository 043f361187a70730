package dev.postrider.common.secret;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;

/**
 * What a sealed text belongs to: it opens only for an equal one. So nobody who can write to a table or a topic can give one
 * webhook the secrets of another, or pass a header's value off as a signing secret.
 */
public record AssociatedData(String text) {
    /** Of a webhook's record on the topic. */
    public static AssociatedData ofRecord(WebhookId webhook) {
        return new AssociatedData("webhook:" + webhook);
    }

    /**
     * Of a webhook's value in a table.
     *
     * @param what the value is, such as {@code headers}; lasting, since it stands in what was sealed
     */
    public static AssociatedData ofRow(WebhookId webhook, String what) {
        return new AssociatedData("webhook:" + webhook + "/" + what);
    }

    /**
     * Of an answer that is kept for whoever repeats its request.
     *
     * @param key by which it is found
     */
    public static AssociatedData ofAnswer(OrganizationId organization, String key) {
        return new AssociatedData("answer:" + organization.value() + "/" + key);
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
