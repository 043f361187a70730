package dev.postrider.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.WebhookId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final byte[] FIRST = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String K1 = "k1:" + Base64.getEncoder().encodeToString(FIRST);
    private static final String K2 = "k2:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=";
    private static final AssociatedData MINE = AssociatedData.ofRecord(new WebhookId(new UUID(1, 1)));
    private static final AssociatedData OTHER = AssociatedData.ofRecord(new WebhookId(new UUID(1, 2)));
    private static final String SECRET = "a secret ümläut";

    private final Seal seal = seal(K1);

    @Test
    void opensWhatItSealed() {
        assertThat(seal.openText(seal.seal(SECRET, MINE), MINE)).isEqualTo(SECRET);
        assertThat(seal.openText(seal.seal("", MINE), MINE)).isEmpty();
    }

    /** By the platform's cipher itself, so that other programs can read what stands in tables and on topics. */
    @Test
    void writesTheDocumentedForm() throws Exception {
        String[] parts = seal.seal(SECRET, MINE).split("\\.");
        byte[] box = Base64.getUrlDecoder().decode(parts[2]);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(FIRST, "AES"), new GCMParameterSpec(128, box, 0, 12));
        cipher.updateAAD("webhook:00000000-0000-0001-0000-000000000001".getBytes(StandardCharsets.US_ASCII));

        assertThat(parts).startsWith("v1", "k1").hasSize(3);
        assertThat(cipher.doFinal(box, 12, box.length - 12)).asString().isEqualTo(SECRET);
    }

    @Test
    void neverWritesTheSameTwice() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            sealed.add(seal.seal(SECRET, MINE));
        }
        assertThat(sealed).hasSize(1_000).noneMatch(text -> text.contains(SECRET));
    }

    @Test
    void opensWhatAnOlderKeyOfTheRingSealed() {
        String sealed = seal.seal(SECRET, MINE);

        Seal rotated = seal(K2 + "\n" + K1);

        assertThat(rotated.openText(sealed, MINE)).isEqualTo(SECRET);
        assertThat(Seal.keyId(rotated.seal(SECRET, MINE))).isEqualTo("k2");
    }

    @Test
    void refusesWhatBelongsToAnotherWebhookOrColumn() {
        String sealed = seal.seal(SECRET, MINE);
        WebhookId id = new WebhookId(new UUID(1, 1));

        assertUnreadable(sealed, OTHER, "'k1'");
        assertUnreadable(sealed, AssociatedData.ofRow(id, "headers"), "belongs to another webhook");
    }

    @Test
    void refusesAnUnknownKeyByItsId() {
        String sealed = seal(K2).seal(SECRET, MINE);

        assertUnreadable(sealed, MINE, "needs master key 'k2', which is not among those that are configured: k1");
    }

    @Test
    void refusesAnotherKeyUnderTheSameId() {
        String sealed = seal(K2.replace("k2:", "k1:")).seal(SECRET, MINE);

        assertUnreadable(sealed, MINE, "does not open with master key 'k1'");
    }

    @Test
    void refusesEveryTruncationAndEveryChangedByte() {
        String sealed = seal.seal(SECRET, MINE);
        for (int length = 0; length < sealed.length(); length++) {
            assertUnreadable(sealed.substring(0, length), MINE, "sealed");
        }
        String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
        byte[] box = Base64.getUrlDecoder().decode(sealed.substring(head.length()));
        for (int i = 0; i < box.length; i++) {
            byte[] changed = box.clone();
            changed[i] ^= 1;
            assertUnreadable(head + Base64.getUrlEncoder().withoutPadding().encodeToString(changed), MINE, "sealed");
        }
    }

    private void assertUnreadable(String sealed, AssociatedData belongsTo, String message) {
        assertThatThrownBy(() -> seal.openText(sealed, belongsTo))
                .isInstanceOf(UnreadableSecretException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    private static Seal seal(String keys) {
        return new Seal(MasterKeys.parse(keys), new SecureRandom());
    }
}
