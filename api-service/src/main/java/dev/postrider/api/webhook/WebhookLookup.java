package dev.postrider.api.webhook;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Webhooks for other features, in the form that the dispatcher has them. */
@Component
public class WebhookLookup {
    private final Webhooks webhooks;

    WebhookLookup(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** The webhook with its secrets; empty if the organization has none with this id. */
    public Mono<Webhook> find(OrganizationId organization, WebhookId id) {
        return webhooks.findWithKeys(organization, id).map(Webhooks.WithKeys::toWebhook);
    }

    /** Of these webhooks those that the organization has, and whether each is switched on. */
    public Mono<Map<WebhookId, Boolean>> switchedOn(OrganizationId organization, Collection<WebhookId> ids) {
        return webhooks.switchedOn(organization, ids);
    }

    /** All that the organization has. */
    public Flux<WebhookId> ids(OrganizationId organization) {
        return webhooks.ids(organization);
    }
}
