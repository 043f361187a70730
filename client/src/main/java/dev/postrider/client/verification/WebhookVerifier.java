package dev.postrider.client.verification;

import dev.postrider.client.verification.Verification.Genuine;
import dev.postrider.client.verification.Verification.Reason;
import dev.postrider.client.verification.Verification.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells genuine deliveries from others. For use by any number of threads.
 *
 * <pre>{@code
 * WebhookVerifier verifier = WebhookVerifier.of("whsec_…");
 *
 * byte[] body = request.getInputStream().readAllBytes(); // the bytes as they came, before any JSON is read
 * if (verifier.verify(body, request::getHeader) instanceof Verification.Genuine delivery && isNew(delivery.messageId())) {
 *     handle(body);
 * }
 * }</pre>
 *
 * <p>It verifies as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> 1.0.0 has it: HMAC-SHA256
 * ({@code v1}) by secrets, Ed25519 ({@code v1a}) by public keys. With several keys one that fits is enough: while a key is
 * rotated, give the old and the new one.
 */
public final class WebhookVerifier {
    /** How far a timestamp may be from now, where nothing else is said. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    /** No sender has so many keys; without a limit a request could ask for a thousand signatures to be verified. */
    private static final int MAX_SIGNATURES = 20;

    private static final int MAX_TIMESTAMP_DIGITS = 15;

    private final List<VerifierKey> keys;
    private final String prefix;
    private final Duration tolerance;
    private final InstantSource clock;

    private WebhookVerifier(List<VerifierKey> keys, String prefix, Duration tolerance, InstantSource clock) {
        this.keys = keys;
        this.prefix = prefix;
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /**
     * @param keys the secrets ({@code whsec_…}, or as they were given) and public keys ({@code whpk_…}) of the webhook
     * @throws IllegalArgumentException if there is none, or one cannot be a key
     */
    public static WebhookVerifier of(String... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("give at least one key");
        }
        return new WebhookVerifier(
                Arrays.stream(keys).map(VerifierKey::parse).toList(),
                "webhook-",
                DEFAULT_TOLERANCE,
                InstantSource.system());
    }

    /** The same with another distance that a timestamp may have from now, before or after. */
    public WebhookVerifier withTolerance(Duration other) {
        return new WebhookVerifier(keys, prefix, other, clock);
    }

    /** The same with another clock. */
    public WebhookVerifier withClock(InstantSource other) {
        return new WebhookVerifier(keys, prefix, tolerance, other);
    }

    /** The same for headers with other names: with {@code svix-} it reads {@code svix-id} instead of {@code webhook-id}. */
    public WebhookVerifier withPrefix(String other) {
        return new WebhookVerifier(keys, other, tolerance, clock);
    }

    /**
     * Verifies {@code webhook-signature}, which signs the id, the time and the body.
     *
     * @param body the bytes as they came
     */
    public Verification verify(byte[] body, HeaderLookup headers) {
        @Nullable String id = headers.first(prefix + "id");
        @Nullable String timestamp = headers.first(prefix + "timestamp");
        @Nullable String signatures = headers.first(prefix + "signature");
        if (id == null || timestamp == null || signatures == null) {
            return new Refused(Reason.HEADER_MISSING);
        }
        String[] given = signatures.split(" ", MAX_SIGNATURES + 1);
        if (given.length > MAX_SIGNATURES) {
            return new Refused(Reason.HEADER_MALFORMED);
        }
        byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return timely(id, timestamp, () -> Arrays.stream(given).anyMatch(one -> fits(one, start, body)));
    }

    /**
     * Verifies {@code X-Webhook-Signature}, which signs the body alone, by the secrets. The time and the id are read as they
     * stand: whoever saw one request can send it again under others. Prefer {@link #verify}.
     *
     * @param body the bytes as they came
     */
    public Verification verifyBody(byte[] body, HeaderLookup headers) {
        @Nullable String id = headers.first("X-Webhook-Delivery");
        @Nullable String timestamp = headers.first("X-Webhook-Timestamp");
        @Nullable String signature = headers.first("X-Webhook-Signature");
        if (id == null || timestamp == null || signature == null) {
            return new Refused(Reason.HEADER_MISSING);
        }
        return timely(
                id,
                timestamp,
                () -> keys.stream()
                        .anyMatch(key -> key instanceof VerifierKey.Shared secret && secret.fitsBody(signature, body)));
    }

    /**
     * As {@link #verify}, for those who would rather have an exception.
     *
     * @return the message id
     */
    public String requireGenuine(byte[] body, HeaderLookup headers) throws NotGenuineException {
        Verification verification = verify(body, headers);
        if (verification instanceof Refused refused) {
            throw new NotGenuineException(refused.reason());
        }
        return ((Genuine) verification).messageId();
    }

    private Verification timely(String id, String timestamp, BooleanSupplier signatureFits) {
        if (timestamp.isEmpty()
                || timestamp.length() > MAX_TIMESTAMP_DIGITS
                || timestamp.chars().anyMatch(c -> c < '0' || c > '9')) {
            return new Refused(Reason.HEADER_MALFORMED);
        }
        Instant sentAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(sentAt, clock.instant()).abs().compareTo(tolerance) > 0) {
            return new Refused(Reason.OUTSIDE_TOLERANCE);
        }
        return signatureFits.getAsBoolean() ? new Genuine(id, sentAt) : new Refused(Reason.NO_SIGNATURE_FITS);
    }

    private boolean fits(String signature, byte[] start, byte[] body) {
        return keys.stream()
                .filter(key -> signature.startsWith(key.version()))
                .anyMatch(key ->
                        key.fits(decoded(signature.substring(key.version().length())), start, body));
    }

    /** Empty where it is no base64, which fits no key. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** The keys are not printed. */
    @Override
    public String toString() {
        return "WebhookVerifier[keys=" + keys.size() + ", prefix=" + prefix + ", tolerance=" + tolerance + "]";
    }
}
