package dev.postrider.common.wire;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;

/** What a record of the {@code webhooks} topic is about, read from its key. */
public sealed interface WebhooksKey {
    /** A webhook, by its id. */
    record OfWebhook(WebhookId id) implements WebhooksKey {}

    /** An organization, {@code org/<id>}. */
    record OfOrganization(OrganizationId id) implements WebhooksKey {}

    /** The switch for everything, {@code *}. */
    record OfEverything() implements WebhooksKey {}

    /** Something that this version does not know; it is passed over. */
    record Unknown(String key) implements WebhooksKey {}

    String ORGANIZATION_PREFIX = "org/";

    String EVERYTHING = "*";

    static WebhooksKey parse(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        if (text.equals(EVERYTHING)) {
            return new OfEverything();
        }
        try {
            if (text.startsWith(ORGANIZATION_PREFIX)) {
                return new OfOrganization(new OrganizationId(text.substring(ORGANIZATION_PREFIX.length())));
            }
            return new OfWebhook(WebhookId.parse(text));
        } catch (IllegalArgumentException unknown) {
            return new Unknown(text);
        }
    }

    /** The key of an organization. */
    static String of(OrganizationId organization) {
        return ORGANIZATION_PREFIX + organization.value();
    }
}
