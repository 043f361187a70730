package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
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
    private volatile @Nullable URI url;

    Subscriber(Webhook webhook) {
        this.webhook = webhook;
    }

    public Webhook webhook() {
        return webhook;
    }

    /** Where deliveries are posted; empty if the webhook's {@code url} is none. */
    public Optional<URI> url() {
        URI known = url;
        if (known == null) {
            try {
                known = new URI(webhook.url());
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
            url = known;
        }
        return Optional.of(known);
    }
}
