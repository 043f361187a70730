package dev.postrider.common.wire;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;

/** What a record of the {@code webhooks} topic is about, read from its key. */
public sealed interface WebhooksKey {
    /** A webhook, by its id. */
    record OfWebhook(WebhookId id) implements WebhooksKey {}

    /** An organization, {@code org/<id>}. */
    record OfOrganization(OrganizationId id) implements WebhooksKey {}

    /** A cancelled scheduled event, {@code event/<organization>/<id>}. */
    record OfEvent(OrganizationId organization, EventId id) implements WebhooksKey {}

    /** An event type that an organization has registered, {@code type/<organization>/<type>}. */
    record OfEventType(OrganizationId organization, EventType type) implements WebhooksKey {}

    /** The switch for everything, {@code *}. */
    record OfEverything() implements WebhooksKey {}

    /** Something that this version does not know; it is passed over. */
    record Unknown(String key) implements WebhooksKey {}

    String ORGANIZATION_PREFIX = "org/";

    String EVENT_PREFIX = "event/";

    String TYPE_PREFIX = "type/";

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
            if (text.startsWith(EVENT_PREFIX)) {
                return ofEvent(text.substring(EVENT_PREFIX.length()));
            }
            if (text.startsWith(TYPE_PREFIX)) {
                return ofType(text.substring(TYPE_PREFIX.length()));
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

    /** The key of a cancelled scheduled event. */
    static String of(OrganizationId organization, EventId event) {
        return EVENT_PREFIX + organization.value() + '/' + event.value();
    }

    /** The key of an event type. */
    static String of(OrganizationId organization, EventType type) {
        return TYPE_PREFIX + organization.value() + '/' + type.value();
    }

    private static OfEventType ofType(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no event type");
        }
        return new OfEventType(new OrganizationId(text.substring(0, slash)), new EventType(text.substring(slash + 1)));
    }

    private static OfEvent ofEvent(String text) {
        // No organization id has a slash; an event id may.
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("no event id");
        }
        return new OfEvent(new OrganizationId(text.substring(0, slash)), new EventId(text.substring(slash + 1)));
    }
}
