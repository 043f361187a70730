package dev.postrider.common.signature;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

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
     * @param signing with at least one secret
     * @param body the exact bytes that are sent
     */
    public static Map<String, String> of(
            Attempt attempt, Signing signing, CustomHeaders custom, String userAgent, byte[] body) {
        if (signing.secrets().isEmpty()) {
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
        for (SignatureSetting setting : signing.signatures()) {
            sign(headers, setting, attempt, timestamp, signing, body);
        }
        return headers;
    }

    private static void sign(
            Map<String, String> headers,
            SignatureSetting setting,
            Attempt attempt,
            String timestamp,
            Signing signing,
            byte[] body) {
        String prefix = setting.prefixText();
        switch (setting.profile()) {
            case POSTRIDER, GITHUB ->
                headers.put(setting.headerText(), prefix + Signatures.hexSha256(signing.newest(), body));
            case POSTRIDER_SHA512 ->
                headers.put(setting.headerText(), prefix + Signatures.hexSha512(signing.newest(), body));
            case STRIPE ->
                headers.put(setting.headerText(), Signatures.stripe(signing.secretsAt(attempt.at()), timestamp, body));
            case STANDARD ->
                standard(
                        headers,
                        prefix,
                        attempt,
                        timestamp,
                        Signatures.standard(signing.secretsAt(attempt.at()), attempt.messageId(), timestamp, body));
            case STANDARD_ED25519 ->
                standard(
                        headers,
                        prefix,
                        attempt,
                        timestamp,
                        Signatures.standardEd25519(signing.keysAt(attempt.at()), attempt.messageId(), timestamp, body));
        }
    }

    /** Both kinds of signatures stand in one header, where both are sent. */
    private static void standard(
            Map<String, String> headers, String prefix, Attempt attempt, String timestamp, String signatures) {
        headers.put(prefix + "id", attempt.messageId());
        headers.put(prefix + "timestamp", timestamp);
        headers.merge(prefix + "signature", signatures, (before, more) -> before + " " + more);
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
