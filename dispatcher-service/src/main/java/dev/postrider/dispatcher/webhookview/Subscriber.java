package dev.postrider.dispatcher.webhookview;

import dev.postrider.common.webhook.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A webhook with its URL read once, when the view first has it, rather than for each attempt.
 */
public final class Subscriber {
    private final Webhook webhook;
    private final @Nullable URI url;

    private Subscriber(Webhook webhook, @Nullable URI url) {
        this.webhook = webhook;
        this.url = url;
    }

    static Subscriber of(Webhook webhook) {
        try {
            return new Subscriber(webhook, new URI(webhook.url()));
        } catch (URISyntaxException e) {
            // An attempt finds that out and says so in the log; the view must not stop at one webhook.
            return new Subscriber(webhook, null);
        }
    }

    public Webhook webhook() {
        return webhook;
    }

    /** Where deliveries are posted; empty if the webhook's {@code url} is none. */
    public Optional<URI> url() {
        return Optional.ofNullable(url);
    }
}
