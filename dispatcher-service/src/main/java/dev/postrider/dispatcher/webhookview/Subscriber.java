package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
import dev.postrider.egress.Target;
import org.jspecify.annotations.Nullable;

/**
 * A webhook with its URL read once rather than for each attempt: at the first one, because a read URL is half the size of all
 * the rest, and every dispatcher holds the webhooks of all.
 */
public final class Subscriber {
    private final Webhook webhook;
    private volatile @Nullable Target target;

    Subscriber(Webhook webhook) {
        this.webhook = webhook;
    }

    public Webhook webhook() {
        return webhook;
    }

    /** Where deliveries are posted. */
    public Target target() {
        Target known = target;
        if (known == null) {
            known = Target.of(webhook.url(), webhook.organization(), webhook.access());
            target = known;
        }
        return known;
    }
}
