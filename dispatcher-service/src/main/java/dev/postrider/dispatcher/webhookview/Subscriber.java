package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
import dev.postrider.egress.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
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

    /** Where deliveries are posted; empty if the webhook's {@code url} is none. */
    public Optional<Target> target() {
        Target known = target;
        if (known == null) {
            try {
                known = Target.of(new URI(webhook.url()));
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
            target = known;
        }
        return Optional.of(known);
    }
}
