package dev.postrider.bench.floor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As many MACs as a delivery has, with as little as possible around them. For one thread. */
final class Signer {
    private static final byte[] KEY = "a-secret-for-benchmarks".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    Signer() {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(KEY, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    /** The value of {@code X-Webhook-Signature}. */
    String ofBody(byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    /** The value of {@code webhook-signature}. */
    String ofMessage(String id, String timestamp, byte[] body) {
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    /** Unix seconds, as text. */
    static String timestamp() {
        return Long.toString(System.currentTimeMillis() / 1000);
    }
}
