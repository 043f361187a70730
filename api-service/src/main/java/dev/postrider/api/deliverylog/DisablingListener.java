package dev.postrider.api.deliverylog;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.DisabledReason;

/** Told of webhooks that the log has disabled, after that is committed. Must not wait. */
@FunctionalInterface
public interface DisablingListener {
    void disabled(WebhookId webhook, DisabledReason reason);
}
