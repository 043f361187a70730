package dev.postrider.api.webhook;

import dev.postrider.api.deliverylog.DisablingListener;
import dev.postrider.api.publication.Publications;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.DisabledReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Publishes webhooks that were disabled, at once; what fails is the reconciler's, as after any other change. */
@Component
final class DisabledPublisher implements DisablingListener {
    private static final Logger LOG = LoggerFactory.getLogger(DisabledPublisher.class);

    private final WebhookPublisher publisher;
    private final Publications publications;

    DisabledPublisher(WebhookPublisher publisher, Publications publications) {
        this.publisher = publisher;
        this.publications = publications;
    }

    @Override
    public void disabled(WebhookId webhook, DisabledReason reason) {
        LOG.info("Webhook {} is disabled: {}", webhook, reason.text());
        publications.publish(publisher, webhook.toString()).subscribe();
    }
}
