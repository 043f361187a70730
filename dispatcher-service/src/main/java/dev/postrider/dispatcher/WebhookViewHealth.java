package dev.postrider.dispatcher;

import dev.postrider.dispatcher.webhookview.WebhookView;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the view of webhooks is loaded and the broker has confirmed of late that it is complete; what a dispatcher needs to be of use.
 * It asks nobody: the view asks four times a second anyway.
 */
final class WebhookViewHealth implements HealthIndicator {
    /** Attempts stop long before; a rebalance or a broker's restart must not take every dispatcher out at once. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final WebhookView view;

    WebhookViewHealth(WebhookView view) {
        this.view = view;
    }

    @Override
    public Health health() {
        return view.isFresh(System.nanoTime(), MAX_AGE)
                ? Health.up().withDetail("webhooks", view.size()).build()
                : Health.down()
                        .withDetail("reason", "the broker has not confirmed the view of webhooks for 10 s")
                        .build();
    }
}
