package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.WebhookId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose deliveries a lane takes: a webhook's, or of an ordered webhook those with one ordering key.
 *
 * @param orderingKey null for the webhook's own lane
 */
public record LaneKey(WebhookId webhook, @Nullable String orderingKey) {
    // What a record gets by itself is called through method handles, and lanes are looked up for each delivery several
    // times.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LaneKey key
                && key.webhook.equals(webhook)
                && Objects.equals(key.orderingKey, orderingKey);
    }

    @Override
    public int hashCode() {
        return orderingKey == null ? webhook.hashCode() : 31 * webhook.hashCode() + orderingKey.hashCode();
    }

    /** Fan-out gives an ordering key to deliveries of ordered webhooks only. */
    public static LaneKey of(Delivery delivery) {
        return new LaneKey(delivery.webhook(), delivery.orderingKey());
    }
}
