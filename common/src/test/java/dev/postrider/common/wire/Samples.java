package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The things that the golden files are made of. */
final class Samples {
    static final OrganizationId ACME = new OrganizationId("acme");
    static final WebhookId WEBHOOK = WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    static final UUID JOB = UUID.fromString("0b8f3f0e-5c1d-4c57-9a3e-6a1d5f2b7c44");
    static final Instant PUBLISHED = Instant.parse("2026-03-01T12:00:00.123Z");
    static final Instant FANNED_OUT = PUBLISHED.plusMillis(20);

    private static final MasterKeys KEYS = MasterKeys.parse("k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

    private Samples() {}

    static Delivery delivery() {
        return delivery(null, 0);
    }

    static Delivery orderedDelivery() {
        return delivery("user/7", 2);
    }

    private static Delivery delivery(@Nullable String orderingKey, int hops) {
        EventId event = new EventId("evt-1");
        return new Delivery(
                DeliveryId.of(PUBLISHED, ACME, event, WEBHOOK),
                WEBHOOK,
                ACME,
                event,
                new EventType("user.created"),
                PUBLISHED,
                FANNED_OUT,
                1,
                FANNED_OUT,
                1,
                Trigger.EVENT,
                42,
                orderingKey,
                hops,
                null,
                EventBody.CONTENT_TYPE,
                "{\"data\":1e2}".getBytes(StandardCharsets.UTF_8));
    }

    static Webhook webhook(RetryPolicy retry) {
        return webhook(retry, Pacing.DEFAULT);
    }

    static Seal seal() {
        return new Seal(KEYS, new SecureRandom());
    }

    /** One that always writes the same, for one golden file: the platform refuses a nonce that it has seen. */
    static Seal seal(int nonce) {
        return new Seal(KEYS, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) nonce);
            }
        });
    }

    static Webhook webhook(RetryPolicy retry, Pacing pacing) {
        return webhook(retry, pacing, WebhookState.ACTIVE);
    }

    /** Two secrets, two Ed25519 keys, and names that another sender's receivers know. */
    static Webhook rotatingWebhook() {
        Instant expiry = Instant.parse("2026-03-02T12:00:00.5Z");
        return webhook(
                RetryPolicy.DEFAULT,
                Pacing.DEFAULT,
                WebhookState.ACTIVE,
                new Signing(
                        List.of(
                                Expiring.never(new SigningSecret("the-newer-secret")),
                                new Expiring<>(new SigningSecret("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="), expiry)),
                        List.of(
                                Expiring.never(SigningKey.parse("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbf"
                                        + "VKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==")),
                                new Expiring<>(
                                        SigningKey.parse("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgr"
                                                + "EKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg=="),
                                        expiry)),
                        List.of(
                                new SignatureSetting(SignatureProfile.POSTRIDER, "X-Acme-Signature", ""),
                                new SignatureSetting(SignatureProfile.STANDARD, null, null),
                                new SignatureSetting(SignatureProfile.STANDARD_ED25519, null, "svix-"))));
    }

    static Webhook webhook(RetryPolicy retry, Pacing pacing, WebhookState state) {
        return webhook(
                retry,
                pacing,
                state,
                Signing.by(new SigningSecret("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="), SignatureSetting.DEFAULT));
    }

    private static Webhook webhook(RetryPolicy retry, Pacing pacing, WebhookState state, Signing signing) {
        return new Webhook(
                WEBHOOK,
                ACME,
                "https://hooks.example.com/in?x=1",
                List.of(EventPattern.parse("user.*"), EventPattern.parse("invoice.paid")),
                state,
                new CustomHeaders(Map.of("X-Team", "crm")),
                Duration.ofSeconds(10),
                retry,
                signing,
                pacing,
                3,
                Instant.parse("2026-02-28T00:00:00Z"),
                Access.NONE);
    }

    static RetryPolicy customPolicy() {
        return RetryPolicy.of(
                new RetrySchedule.Steps("custom", List.of(Duration.ofSeconds(5), Duration.ofMinutes(1))),
                null,
                10,
                Duration.ofHours(2),
                new RetryOn.Statuses(Set.of(503, 500)));
    }

    static AttemptOutcome unavailable() {
        return new AttemptOutcome.Responded(
                503, Map.of("retry-after", "30"), "busy", Duration.ofMillis(120).plusNanos(7_000));
    }
}
