package dev.postrider.common.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens by AES-256-GCM (NIST SP 800-38D) with random nonces: what is sealed cannot be read or changed without a
 * master key, and opens only for the associated data that it was sealed for. One key may seal four thousand million texts,
 * the standard's bound for random nonces.
 *
 * <p>May be used by any number of threads.
 */
public final class Seal {
    private static final String CIPHER = "AES/GCM/NoPadding";

    /** Finding a cipher costs more than using it on a short text, so each thread keeps one. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(() -> {
        try {
            return Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    });

    private final MasterKeys keys;
    private final SecureRandom random;

    public Seal(MasterKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** Seals with the current master key. */
    public String seal(byte[] plain, AssociatedData belongsTo) {
        byte[] nonce = new byte[SealedText.NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.sealing(), nonce, belongsTo);
            ByteBuffer box = ByteBuffer.allocate(nonce.length + cipher.getOutputSize(plain.length));
            box.put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), box);
            return new SealedText(keys.current(), box.array()).toString();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** The same with text. */
    public String seal(String plain, AssociatedData belongsTo) {
        return seal(plain.getBytes(StandardCharsets.UTF_8), belongsTo);
    }

    /**
     * What was sealed.
     *
     * @throws UnreadableSecretException if its key is unknown, or it was changed, or it was sealed for something else
     */
    public byte[] open(String sealed, AssociatedData belongsTo) {
        SealedText text = SealedText.parse(sealed);
        SecretKey key = keys.find(text.keyId())
                .orElseThrow(() -> UnreadableSecretException.unknownKey(text.keyId(), keys.ids()));
        byte[] box = text.box();
        byte[] nonce = new byte[SealedText.NONCE_BYTES];
        System.arraycopy(box, 0, nonce, 0, nonce.length);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, belongsTo)
                    .doFinal(box, nonce.length, box.length - nonce.length);
        } catch (AEADBadTagException e) {
            throw UnreadableSecretException.notAuthentic(text.keyId());
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /**
     * The same with text.
     *
     * @throws UnreadableSecretException as {@link #open}
     */
    public String openText(String sealed, AssociatedData belongsTo) {
        return new String(open(sealed, belongsTo), StandardCharsets.UTF_8);
    }

    /** The keys that seal and open here. */
    public MasterKeys keys() {
        return keys;
    }

    /**
     * The id of the master key that sealed a text.
     *
     * @throws UnreadableSecretException if it is not in the form of sealed text
     */
    public static String keyId(String sealed) {
        return SealedText.parse(sealed).keyId();
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, AssociatedData belongsTo)
            throws GeneralSecurityException {
        Cipher cipher = CIPHERS.get();
        cipher.init(mode, key, new GCMParameterSpec(SealedText.TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(belongsTo.bytes());
        return cipher;
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
}
