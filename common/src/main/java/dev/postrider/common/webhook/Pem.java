package dev.postrider.common.webhook;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM (RFC 7468). Messages never repeat what was given. */
public final class Pem {
    private static final int MAX_CERTIFICATES = 16;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([A-Za-z0-9+/=\\s]*)-----END ([A-Z0-9 ]{1,40})-----");

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private Pem() {}

    private record Block(String label, String base64) {
        byte[] content() {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be PEM: what is between BEGIN and END is not base64", e);
            }
        }

        @Override
        public String toString() {
            return "Block[" + label + "]";
        }
    }

    /**
     * At least one certificate, in the order of the text.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static List<X509Certificate> certificates(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(text)) {
            if (!block.label().equals(CERTIFICATE)) {
                throw new IllegalArgumentException(
                        "must have certificates only (-----BEGIN CERTIFICATE-----), has a " + block.label());
            }
            certificates.add(certificate(block.content()));
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "must be PEM: -----BEGIN CERTIFICATE-----, base64, -----END CERTIFICATE-----");
        }
        if (certificates.size() > MAX_CERTIFICATES) {
            throw new IllegalArgumentException("must have at most " + MAX_CERTIFICATES + " certificates");
        }
        return certificates;
    }

    /**
     * One private key: RSA, EC or Ed25519.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static PrivateKey privateKey(String text) {
        List<Block> blocks = blocks(text);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("must be one private key in PEM: -----BEGIN PRIVATE KEY-----");
        }
        if (!blocks.get(0).label().equals(PRIVATE_KEY)) {
            throw new IllegalArgumentException(
                    "must be a key in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----); 'openssl pkcs8 -topk8 -nocrypt' makes one");
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(blocks.get(0).content());
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, or broken; the last one tried decides.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
        throw new IllegalArgumentException("must be a private key of RSA, EC or Ed25519");
    }

    /**
     * Checks that a private key belongs to a certificate, by a signature.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static void requirePair(X509Certificate certificate, PrivateKey key) {
        if (!isPair(certificate, key)) {
            throw new IllegalArgumentException(
                    "must be the private key of the first certificate in client_certificate");
        }
    }

    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        byte[] sample = {1};
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> "Ed25519";
                    });
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Keys of different algorithms.
            return false;
        }
    }

    private static X509Certificate certificate(byte[] content) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("has a certificate that cannot be read", e);
        }
    }

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (!matcher.group(1).equals(matcher.group(3))) {
                throw new IllegalArgumentException("must be PEM: BEGIN and END name different things");
            }
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }
}
