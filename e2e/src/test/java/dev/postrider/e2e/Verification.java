package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.testkit.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies requests as a receiver does, by what is documented and with nothing of the program's own code. */
final class Verification {
    private static final String PREFIX = "whsec_";

    private Verification() {}

    /** Asserts that both signatures of a request are by this webhook's secret and for these bytes. */
    static void assertSigned(ReceivedRequest request, Subscription webhook) {
        assertThat(request.header("X-Webhook-Id")).contains(webhook.id());
        assertThat(request.header("X-Webhook-Signature")).contains(simple(request, webhook.secret()));
        assertThat(request.header("webhook-id")).isEqualTo(request.header("X-Webhook-Delivery"));
        assertThat(request.header("webhook-signature")).contains(standard(request, webhook.secret()));
    }

    private static String simple(ReceivedRequest request, String secret) {
        return "sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), request.body()));
    }

    private static String standard(ReceivedRequest request, String secret) {
        assertThat(secret).startsWith(PREFIX);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes((header(request, "webhook-id") + "." + header(request, "webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(request.body());
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, signed.toByteArray()));
    }

    private static String header(ReceivedRequest request, String name) {
        return request.header(name).orElseThrow(() -> new AssertionError("no header " + name));
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
