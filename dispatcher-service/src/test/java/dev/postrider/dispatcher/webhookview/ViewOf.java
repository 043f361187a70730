package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.WebhooksKey;
import java.util.List;

/** A view filled by a test instead of a topic. */
public final class ViewOf {
    private ViewOf() {}

    /** Holds these webhooks and their organizations, as from a topic with a record for each. */
    public static WebhookView webhooks(List<Webhook> webhooks) {
        WebhookView view = new WebhookView();
        add(view, webhooks);
        return view;
    }

    /** Adds, or replaces, webhooks. */
    public static void add(WebhookView view, List<Webhook> webhooks) {
        for (Webhook webhook : webhooks) {
            view.put(webhook.organization(), OrganizationState.ACTIVE);
            view.announce(view.reached());
            view.put(webhook);
            view.advance(view.reached() + 1);
        }
    }

    /** Cancels a scheduled event. */
    public static void cancel(WebhookView view, OrganizationId organization, EventId event) {
        view.cancel(new WebhooksKey.OfEvent(organization, event));
    }

    /** Registers an event type. */
    public static void register(
            WebhookView view, OrganizationId organization, EventType type, RegisteredType registered) {
        view.put(new WebhooksKey.OfEventType(organization, type), registered);
    }

    public static void addOrganization(WebhookView view, OrganizationId organization) {
        view.put(organization, OrganizationState.ACTIVE);
    }
}
