package dev.postrider.common.signature;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SigningSecret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The headers of one attempt, signatures included, in the order in which they are sent. */
public final class DeliveryHeaders {
    /** What stands for a value that is hidden. */
    public static final String MASK = "***";

    private DeliveryHeaders() {}

    /**
     * What one attempt is about.
     *
     * @param messageId the delivery id, the same on every attempt
     * @param attempt from 1
     * @param hops how often the event has come through Postrider, this time included
     * @param at when the attempt is made, whole seconds of which are signed
     */
    public record Attempt(
            WebhookId webhook,
            String messageId,
            EventType type,
            int attempt,
            int hops,
            Instant at,
            String contentType) {}

    /**
     * All headers of an attempt.
     *
     * @param secrets what signs, the newest first; at least one
     * @param body the exact bytes that are sent
     */
    public static Map<String, String> of(
            Attempt attempt,
            Set<SignatureProfile> profiles,
            List<SigningSecret> secrets,
            CustomHeaders custom,
            String userAgent,
            byte[] body) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("nothing is sent without a signature");
        }
        String timestamp = Long.toString(attempt.at().getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>(custom.entries());
        headers.put("Content-Type", attempt.contentType());
        headers.put("User-Agent", userAgent);
        headers.put("X-Webhook-Id", attempt.webhook().toString());
        headers.put("X-Webhook-Delivery", attempt.messageId());
        headers.put("X-Webhook-Event", attempt.type().value());
        headers.put("X-Webhook-Attempt", Integer.toString(attempt.attempt()));
        headers.put("X-Webhook-Timestamp", timestamp);
        headers.put("X-Postrider-Hops", Integer.toString(attempt.hops()));
        if (profiles.contains(SignatureProfile.POSTRIDER)) {
            headers.put("X-Webhook-Signature", Signatures.postrider(secrets.get(0), body));
        }
        if (profiles.contains(SignatureProfile.POSTRIDER_SHA512)) {
            headers.put("X-Webhook-Signature", Signatures.postriderSha512(secrets.get(0), body));
        }
        if (profiles.contains(SignatureProfile.GITHUB)) {
            headers.put("X-Hub-Signature-256", Signatures.postrider(secrets.get(0), body));
        }
        if (profiles.contains(SignatureProfile.STRIPE)) {
            headers.put("Stripe-Signature", Signatures.stripe(secrets, timestamp, body));
        }
        if (profiles.contains(SignatureProfile.STANDARD)) {
            headers.put("webhook-id", attempt.messageId());
            headers.put("webhook-timestamp", timestamp);
            headers.put("webhook-signature", Signatures.standard(secrets, attempt.messageId(), timestamp, body));
        }
        return headers;
    }

    /**
     * The headers as the log may keep them: the values of the owner's own are masked, since they may be credentials, and so is
     * what the sender adds of the webhook's authentication.
     */
    public static Map<String, String> masked(Map<String, String> headers, CustomHeaders custom, Access access) {
        if (custom.entries().isEmpty() && access.auth() == null) {
            return headers;
        }
        Map<String, String> masked = new LinkedHashMap<>(headers);
        custom.entries().keySet().forEach(name -> masked.replace(name, MASK));
        if (access.auth() != null) {
            masked.put(EndpointAuth.HEADER, MASK);
        }
        return masked;
    }
}
