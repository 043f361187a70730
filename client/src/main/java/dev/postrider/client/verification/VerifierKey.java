package dev.postrider.client.verification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that may have signed. Never printed. */
sealed interface VerifierKey {
    /** What a signature of Standard Webhooks by such a key begins with. */
    String version();

    /** Whether the key made this signature of these parts, one after the other. */
    boolean fits(byte[] signature, byte[]... parts);

    /**
     * @throws IllegalArgumentException if the text cannot be a key; the message does not have it
     */
    static VerifierKey parse(String text) {
        if (text.startsWith(Public.PREFIX)) {
            return Public.of(decode(text, Public.PREFIX));
        }
        if (text.startsWith("whsk_")) {
            throw new IllegalArgumentException("this is a private key, which only the sender has; give the whpk_ one");
        }
        return new Shared(text);
    }

    private static byte[] decode(String text, String prefix) {
        byte[] bytes = Base64.getDecoder().decode(text.substring(prefix.length()));
        if (bytes.length == 0) {
            throw new IllegalArgumentException("there is no key after " + prefix);
        }
        return bytes;
    }

    /** A secret that both sides have. */
    final class Shared implements VerifierKey {
        private static final String PREFIX = "whsec_";

        private final byte[] asShown;
        private final byte[] decoded;

        private Shared(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a secret is not empty");
            }
            this.asShown = text.getBytes(StandardCharsets.UTF_8);
            this.decoded = text.startsWith(PREFIX) ? decode(text, PREFIX) : asShown;
        }

        @Override
        public String version() {
            return "v1,";
        }

        @Override
        public boolean fits(byte[] signature, byte[]... parts) {
            return MessageDigest.isEqual(signature, hmac("HmacSHA256", decoded, parts));
        }

        /** Whether {@code sha256=} or {@code sha512=} and hex is the MAC of the body, keyed by the secret as shown. */
        boolean fitsBody(String signature, byte[] body) {
            return macOf(signature)
                    .map(algorithm -> signature.substring(0, signature.indexOf('=') + 1)
                            + HexFormat.of().formatHex(hmac(algorithm, asShown, body)))
                    .filter(expected -> MessageDigest.isEqual(
                            expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8)))
                    .isPresent();
        }

        private static Optional<String> macOf(String signature) {
            if (signature.startsWith("sha256=")) {
                return Optional.of("HmacSHA256");
            }
            return signature.startsWith("sha512=") ? Optional.of("HmacSHA512") : Optional.empty();
        }

        private static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
            try {
                Mac mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(key, algorithm));
                for (byte[] part : parts) {
                    mac.update(part);
                }
                return mac.doFinal();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
    }

    /** The public half of the sender's Ed25519 key. */
    final class Public implements VerifierKey {
        private static final String PREFIX = "whpk_";
        private static final int BYTES = 32;

        /** What stands before the key itself in its X.509 form, RFC 8410, section 4. */
        private static final byte[] X509_START = HexFormat.of().parseHex("302a300506032b6570032100");

        private final PublicKey key;

        private Public(PublicKey key) {
            this.key = key;
        }

        private static Public of(byte[] bytes) {
            if (bytes.length != BYTES) {
                throw new IllegalArgumentException("a public key has 32 bytes after whpk_, not " + bytes.length);
            }
            byte[] encoded = Arrays.copyOf(X509_START, X509_START.length + BYTES);
            System.arraycopy(bytes, 0, encoded, X509_START.length, BYTES);
            try {
                return new Public(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("what follows whpk_ is no Ed25519 key", e);
            }
        }

        @Override
        public String version() {
            return "v1a,";
        }

        @Override
        public boolean fits(byte[] signature, byte[]... parts) {
            try {
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(key);
                for (byte[] part : parts) {
                    verifier.update(part);
                }
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                // Bytes that are no signature at all, too, fit no key.
                return false;
            }
        }
    }
}
