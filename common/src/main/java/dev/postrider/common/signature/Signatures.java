package dev.postrider.common.signature;

import dev.postrider.common.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures of a body. */
public final class Signatures {
    private static final String HMAC_SHA256 = "HmacSHA256";

    /** Finding the algorithm costs a third of a signature, so each thread keeps one. */
    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(Signatures::newMac);

    private Signatures() {}

    /** {@code sha256=} and the hexadecimal HMAC-SHA256 of the body, keyed by the secret as shown. */
    public static String postrider(SigningSecret secret, byte[] body) {
        return "sha256=" + HexFormat.of().formatHex(hmac(secret.postriderKey(), body));
    }

    /**
     * Standard Webhooks 1.0.0: for each secret {@code v1,} and the base64 HMAC-SHA256 of {@code id.timestamp.body},
     * separated by spaces.
     *
     * @param timestamp Unix seconds
     */
    public static String standard(List<SigningSecret> secrets, String id, String timestamp, byte[] body) {
        byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        StringBuilder signatures = new StringBuilder();
        for (SigningSecret secret : secrets) {
            signatures
                    .append(signatures.isEmpty() ? "v1," : " v1,")
                    .append(Base64.getEncoder().encodeToString(hmac(secret.standardKey(), start, body)));
        }
        return signatures.toString();
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = MACS.get();
            mac.init(new SecretKeySpec(key, HMAC_SHA256));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(HMAC_SHA256);
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform has HMAC-SHA256 and takes any key that is not empty", e);
    }
}
