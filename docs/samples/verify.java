import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies a delivery of Postrider. Needs nothing but Java 17 or newer.
 *
 * <pre>java verify.java standard|postrider SECRET 'name: value' ... &lt; body</pre>
 *
 * Exit code 0: the delivery is genuine. 1: it is not.
 */
class Verify {
    private static final long TOLERANCE_SECONDS = 300;

    /**
     * Standard Webhooks: signs the message id, the time and the body.
     *
     * @param headers names in lower case
     * @param body the bytes that came, before any JSON is read
     * @param now Unix seconds
     */
    static boolean verifyStandard(String secret, Map<String, String> headers, byte[] body, long now) {
        String id = headers.getOrDefault("webhook-id", "");
        String timestamp = headers.getOrDefault("webhook-timestamp", "");
        if (!isRecent(timestamp, now)) {
            return false;
        }
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
                : utf8(secret);
        String expected = "v1," + Base64.getEncoder().encodeToString(hmac(key, utf8(id + "." + timestamp + "."), body));
        // While a secret is replaced there may be several signatures; one that fits is enough.
        for (String given : headers.getOrDefault("webhook-signature", "").split(" ")) {
            if (MessageDigest.isEqual(utf8(given), utf8(expected))) {
                return true;
            }
        }
        return false;
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
