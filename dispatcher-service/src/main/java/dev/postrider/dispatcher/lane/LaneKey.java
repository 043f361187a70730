package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.WebhookId;
import org.jspecify.annotations.Nullable;

/**
 * Whose deliveries a lane takes: a webhook's, or of an ordered webhook those with one ordering key.
 *
 * @param orderingKey null for the webhook's own lane
 */
public record LaneKey(WebhookId webhook, @Nullable String orderingKey) {
    /** Fan-out gives an ordering key to deliveries of ordered webhooks only. */
    public static LaneKey of(Delivery delivery) {
        return new LaneKey(delivery.webhook(), delivery.orderingKey());
    }
}
