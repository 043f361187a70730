package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhooks and deliveries by number. */
public final class Samples {
    private Samples() {}

    static LaneSettings settings(int queue, int admitted, int window) {
        return settings(queue, admitted, window, 1L << 30);
    }

    static LaneSettings settings(int queue, int admitted, int window, long pinnedBytes) {
        return new LaneSettings(
                queue,
                admitted,
                window,
                window,
                1 << 20,
                Duration.ofMillis(200),
                4,
                16,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofMillis(100),
                Duration.ofDays(7),
                1L << 30,
                pinnedBytes,
                new BreakerSettings(20, 10, 50, Duration.ofMillis(300), Duration.ofSeconds(1)));
    }

    public static Webhook webhook(int number, boolean ordered) {
        return webhook(number, new Pacing(null, null, ordered));
    }

    static Webhook webhook(int number, Pacing pacing) {
        return new Webhook(
                id(number),
                OrganizationId.DEFAULT,
                "http://localhost/",
                List.of(new EventPattern.All()),
                WebhookState.ACTIVE,
                CustomHeaders.NONE,
                Webhook.DEFAULT_TIMEOUT,
                RetryPolicy.DEFAULT,
                Signing.by(new SigningSecret("a-good-secret"), SignatureSetting.of(SignatureProfile.POSTRIDER)),
                pacing,
                1,
                null,
                Access.NONE);
    }

    static WebhookId id(int number) {
        return new WebhookId(new UUID(0, number + 1));
    }

    public static Delivery delivery(int webhook, int number, @Nullable String orderingKey) {
        EventId event = new EventId("e" + number);
        return new Delivery(
                DeliveryId.of(Instant.EPOCH, OrganizationId.DEFAULT, event, id(webhook)),
                id(webhook),
                OrganizationId.DEFAULT,
                event,
                new EventType("a"),
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                Instant.EPOCH,
                1,
                Trigger.EVENT,
                0,
                orderingKey,
                0,
                null,
                "application/json",
                new byte[] {'1'});
    }

    /** The number that the delivery was made with. */
    static int number(Delivery delivery) {
        return Integer.parseInt(delivery.event().value().substring(1));
    }
}
