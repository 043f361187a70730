package dev.postrider.bench.jmh;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.wire.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/** The delivery that the benchmarks work on: 1 KB where nothing else is said, both signatures. */
final class Samples {
    static final SigningSecret SECRET = new SigningSecret("whsec_" + "bW9ja2luZ2JpcmRtb2NraW5nYmlyZG1vY2s=");

    static final Signing SIGNING = Signing.by(SECRET, SignatureSetting.DEFAULT);

    private static final int BODY_BYTES = 1024;
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123456Z");
    private static final EventId EVENT = new EventId("evt_0123456789");
    private static final WebhookId WEBHOOK = new WebhookId(new UUID(1, 2));

    private Samples() {}

    static Delivery delivery() {
        return delivery(BODY_BYTES);
    }

    static Delivery delivery(int bodyBytes) {
        byte[] body = new byte[bodyBytes];
        Arrays.fill(body, (byte) 'x');
        return new Delivery(
                DeliveryId.of(NOW, OrganizationId.DEFAULT, EVENT, WEBHOOK),
                WEBHOOK,
                OrganizationId.DEFAULT,
                EVENT,
                new EventType("order.created"),
                NOW,
                NOW,
                1,
                NOW,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                EventBody.CONTENT_TYPE,
                body);
    }

    static Map<String, String> headers(Delivery delivery) {
        return DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        delivery.webhook(),
                        delivery.id().toString(),
                        delivery.type(),
                        delivery.attempt(),
                        1,
                        NOW,
                        delivery.contentType()),
                SIGNING,
                CustomHeaders.NONE,
                "Postrider/bench",
                delivery.body());
    }

    static LogRecord attempted(Delivery delivery) {
        return new LogRecord.Attempted(
                LogRecord.Subject.of(delivery),
                NOW,
                delivery.trigger(),
                new AttemptOutcome.Responded(200, Map.of("content-length", "0"), "", Duration.ofMillis(3)),
                headers(delivery),
                null,
                new LogRecord.Position("postrider.deliveries", 1, 123_456),
                new LogRecord.Next.Delivered());
    }
}
