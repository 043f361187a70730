package dev.postrider.bench.load;

import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a webhook of a run subscribes.
 *
 * @param rateLimitPerSecond of its deliveries; 0 for none
 */
public record Subscription(Target target, List<String> patterns, Duration timeout, int rateLimitPerSecond) {
    private static final SigningSecret SECRET = new SigningSecret("a-secret-for-benchmarks");

    public static Subscription of(Target target, String... patterns) {
        return new Subscription(target, Arrays.asList(patterns), Webhook.DEFAULT_TIMEOUT, 0);
    }

    public Subscription withTimeout(Duration other) {
        return new Subscription(target, patterns, other, rateLimitPerSecond);
    }

    public Subscription withRateLimit(int perSecond) {
        return new Subscription(target, patterns, timeout, perSecond);
    }

    /** The record that the API would publish. */
    ProducerRecord<byte[], byte[]> encode(Topics topics, Seal seal) {
        return WebhookCodec.encode(topics, webhook(), seal);
    }

    private Webhook webhook() {
        return new Webhook(
                target.id(),
                OrganizationId.DEFAULT,
                target.url(),
                patterns.stream().map(EventPattern::parse).toList(),
                WebhookState.ACTIVE,
                CustomHeaders.NONE,
                timeout,
                RetryPolicy.DEFAULT,
                Signing.by(SECRET, SignatureSetting.DEFAULT),
                new Pacing(rateLimitPerSecond == 0 ? null : rateLimitPerSecond, null, false),
                1,
                null,
                Access.NONE);
    }
}
