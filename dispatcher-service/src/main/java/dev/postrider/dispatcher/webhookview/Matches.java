package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
import java.util.List;

/**
 * Some of the webhooks that an event's type matches.
 *
 * @param webhooks in the order of their ids
 * @param complete whether no other matches behind the last of them
 * @param seen an offset of the topic of webhooks: whose view has reached it knows all of these
 */
public record Matches(List<Webhook> webhooks, boolean complete, long seen) {}
