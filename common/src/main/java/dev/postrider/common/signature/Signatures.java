package dev.postrider.common.signature;

import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures of a body. */
public final class Signatures {
    private static final Algorithm SHA256 = Algorithm.of("HmacSHA256");
    private static final Algorithm SHA512 = Algorithm.of("HmacSHA512");

    private static final ThreadLocal<Signature> ED25519 = ThreadLocal.withInitial(Signatures::newEd25519);

    private Signatures() {}

    /** {@code sha256=} and the hexadecimal HMAC-SHA256 of the body, keyed by the secret as shown; GitHub signs so too. */
    public static String postrider(SigningSecret secret, byte[] body) {
        return "sha256=" + hexSha256(secret, body);
    }

    /** {@code sha512=} and the hexadecimal HMAC-SHA512 of the body, keyed by the secret as shown. */
    public static String postriderSha512(SigningSecret secret, byte[] body) {
        return "sha512=" + hexSha512(secret, body);
    }

    static String hexSha256(SigningSecret secret, byte[] body) {
        return HexFormat.of().formatHex(hmac(SHA256, secret.postriderKey(), body));
    }

    static String hexSha512(SigningSecret secret, byte[] body) {
        return HexFormat.of().formatHex(hmac(SHA512, secret.postriderKey(), body));
    }

    /**
     * Stripe's scheme: {@code t=} and the time, and for each secret {@code v1=} and the hexadecimal HMAC-SHA256 of
     * {@code timestamp.body}, keyed by the secret as shown; separated by commas.
     *
     * @param timestamp Unix seconds
     */
    public static String stripe(List<SigningSecret> secrets, String timestamp, byte[] body) {
        byte[] start = (timestamp + ".").getBytes(StandardCharsets.US_ASCII);
        StringBuilder signatures = new StringBuilder("t=").append(timestamp);
        for (SigningSecret secret : secrets) {
            signatures
                    .append(",v1=")
                    .append(HexFormat.of().formatHex(hmac(SHA256, secret.postriderKey(), start, body)));
        }
        return signatures.toString();
    }

    /**
     * Standard Webhooks 1.0.0: for each secret {@code v1,} and the base64 HMAC-SHA256 of {@code id.timestamp.body},
     * separated by spaces.
     *
     * @param timestamp Unix seconds
     */
    public static String standard(List<SigningSecret> secrets, String id, String timestamp, byte[] body) {
        byte[] start = standardStart(id, timestamp);
        StringBuilder signatures = new StringBuilder();
        for (SigningSecret secret : secrets) {
            signatures
                    .append(signatures.isEmpty() ? "v1," : " v1,")
                    .append(Base64.getEncoder().encodeToString(hmac(SHA256, secret.standardKey(), start, body)));
        }
        return signatures.toString();
    }

    /**
     * Standard Webhooks 1.0.0, asymmetric: for each key {@code v1a,} and the base64 Ed25519 signature of
     * {@code id.timestamp.body}, separated by spaces. The platform's Ed25519 reads a message twice, so it copies the body.
     *
     * @param timestamp Unix seconds
     */
    public static String standardEd25519(List<SigningKey> keys, String id, String timestamp, byte[] body) {
        byte[] start = standardStart(id, timestamp);
        StringBuilder signatures = new StringBuilder();
        for (SigningKey key : keys) {
            signatures
                    .append(signatures.isEmpty() ? "v1a," : " v1a,")
                    .append(Base64.getEncoder().encodeToString(ed25519(key, start, body)));
        }
        return signatures.toString();
    }

    private static byte[] standardStart(String id, String timestamp) {
        return (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ed25519(SigningKey key, byte[] start, byte[] body) {
        try {
            Signature signature = ED25519.get();
            signature.initSign(key.privateKey());
            signature.update(start);
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static Signature newEd25519() {
        try {
            return Signature.getInstance("Ed25519");
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static byte[] hmac(Algorithm algorithm, byte[] key, byte[]... parts) {
        try {
            Mac mac = algorithm.macs().get();
            mac.init(new SecretKeySpec(key, algorithm.name()));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException(
                "every Java platform has these algorithms, and they take any key that is not empty", e);
    }

    /** Finding an algorithm costs a third of a signature, so each thread keeps one of each. */
    private record Algorithm(String name, ThreadLocal<Mac> macs) {
        static Algorithm of(String name) {
            return new Algorithm(name, ThreadLocal.withInitial(() -> {
                try {
                    return Mac.getInstance(name);
                } catch (GeneralSecurityException e) {
                    throw impossible(e);
                }
            }));
        }
    }
}
