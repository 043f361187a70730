package dev.postrider.common.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A webhook's Ed25519 key pair. Its text is {@code whsk_} and the base64 of 64 bytes, the private seed and the public key, as
 * Standard Webhooks 1.0.0 and those who sign by it have it. Never printed.
 */
public final class SigningKey {
    /** The prefix of the Standard Webhooks form. */
    public static final String PREFIX = "whsk_";

    private static final String ALGORITHM = "Ed25519";

    /** What stands before the key itself in the X.509 form of a public key, RFC 8410, section 4. */
    private static final byte[] X509_START = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final VerifyingKey publicKey;

    private SigningKey(byte[] seed, VerifyingKey publicKey) {
        this.seed = seed;
        this.publicKey = publicKey;
        try {
            this.privateKey = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** A new key pair. */
    public static SigningKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            // Both encodings end with the 32 bytes themselves.
            return new SigningKey(
                    last(pair.getPrivate().getEncoded()),
                    VerifyingKey.of(last(pair.getPublic().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /**
     * Reads a key that was checked when it was first taken.
     *
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public static SigningKey parse(String text) {
        byte @Nullable [] bytes = decoded(text);
        if (bytes == null || bytes.length != 2 * VerifyingKey.BYTES) {
            throw new IllegalArgumentException(
                    "must be 'whsk_' and the base64 of 64 bytes: the private seed and the public key");
        }
        return new SigningKey(Arrays.copyOf(bytes, VerifyingKey.BYTES), VerifyingKey.of(last(bytes)));
    }

    /**
     * Reads a key that somebody gives, and checks that its halves belong together.
     *
     * @throws IllegalArgumentException with a message fit for a user, if they do not, or if the syntax is wrong
     */
    public static SigningKey given(String text) {
        SigningKey key = parse(text);
        if (!key.isSound()) {
            throw new IllegalArgumentException("must have the public key of its private seed in its second half");
        }
        return key;
    }

    /** The half that anyone may have. */
    public VerifyingKey publicKey() {
        return publicKey;
    }

    /** What signs. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** The whole key as text, for where it is kept. */
    public String text() {
        byte[] both = Arrays.copyOf(seed, 2 * VerifyingKey.BYTES);
        System.arraycopy(publicKey.bytes(), 0, both, VerifyingKey.BYTES, VerifyingKey.BYTES);
        return PREFIX + Base64.getEncoder().encodeToString(both);
    }

    private boolean isSound() {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(javaPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Not every 32 bytes are a point of the curve.
            return false;
        }
    }

    private PublicKey javaPublicKey() throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(X509_START, X509_START.length + VerifyingKey.BYTES);
        System.arraycopy(publicKey.bytes(), 0, encoded, X509_START.length, VerifyingKey.BYTES);
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static byte @Nullable [] decoded(String text) {
        try {
            return text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] last(byte[] bytes) {
        return Arrays.copyOfRange(bytes, bytes.length - VerifyingKey.BYTES, bytes.length);
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform since 15 has Ed25519", e);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningKey key && Arrays.equals(seed, key.seed) && publicKey.equals(key.publicKey);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey.id() + "]";
    }
}
