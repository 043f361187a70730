import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies a delivery of Postrider. Needs nothing but Java 17 or newer.
 *
 * <pre>java verify.java standard|postrider KEY 'name: value' ... &lt; body</pre>
 *
 * Exit code 0: the delivery is genuine. 1: it is not.
 */
class Verify {
    private static final long TOLERANCE_SECONDS = 300;

    /**
     * Standard Webhooks: signs the message id, the time and the body.
     *
     * @param key the secret, or a public key (whpk_)
     * @param headers names in lower case
     * @param body the bytes that came, before any JSON is read
     * @param now Unix seconds
     */
    static boolean verifyStandard(String key, Map<String, String> headers, byte[] body, long now) {
        String id = headers.getOrDefault("webhook-id", "");
        String timestamp = headers.getOrDefault("webhook-timestamp", "");
        if (!isRecent(timestamp, now)) {
            return false;
        }
        byte[] start = utf8(id + "." + timestamp + ".");
        // While a key is replaced there may be several signatures; one that fits is enough.
        for (String given : headers.getOrDefault("webhook-signature", "").split(" ")) {
            if (key.startsWith("whpk_") ? fitsPublicKey(key, given, start, body) : fitsSecret(key, given, start, body)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fitsSecret(String secret, String signature, byte[] start, byte[] body) {
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
                : utf8(secret);
        String expected = "v1," + Base64.getEncoder().encodeToString(hmac(key, start, body));
        return MessageDigest.isEqual(utf8(signature), utf8(expected));
    }

    private static boolean fitsPublicKey(String publicKey, String signature, byte[] start, byte[] body) {
        if (!signature.startsWith("v1a,")) {
            return false;
        }
        // What Java reads is the key with twelve bytes before it that say which kind it is.
        byte[] encoded = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 12 + 32);
        System.arraycopy(Base64.getDecoder().decode(publicKey.substring("whpk_".length())), 0, encoded, 12, 32);
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(start);
            verifier.update(body);
            return verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown. */
    static boolean verifyPostrider(String secret, Map<String, String> headers, byte[] body, long now) {
        String expected = "sha256=" + HexFormat.of().formatHex(hmac(utf8(secret), body));
        return isRecent(headers.getOrDefault("x-webhook-timestamp", ""), now)
                && MessageDigest.isEqual(utf8(headers.getOrDefault("x-webhook-signature", "")), utf8(expected));
    }

    private static boolean isRecent(String timestamp, long now) {
        return timestamp.matches("[0-9]{1,15}") && Math.abs(now - Long.parseLong(timestamp)) <= TOLERANCE_SECONDS;
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 2; i < args.length; i++) {
            String[] header = args[i].split(":", 2);
            headers.put(header[0].strip().toLowerCase(), header[1].strip());
        }
        byte[] body = System.in.readAllBytes();
        long now = System.currentTimeMillis() / 1000;
        boolean genuine = args[0].equals("standard")
                ? verifyStandard(args[1], headers, body, now)
                : verifyPostrider(args[1], headers, body, now);
        System.out.println(genuine ? "genuine" : "not genuine");
        System.exit(genuine ? 0 : 1);
    }
}
