package dev.postrider.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aKeyOfEachKindIsRead(String algorithm) throws GeneralSecurityException {
        byte[] key = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();

        assertThat(Pem.privateKey(pem("PRIVATE KEY", key)).getEncoded()).isEqualTo(key);
    }

    @Test
    void aKeyInAnotherFormSaysHowToConvertIt() {
        assertThatThrownBy(() -> Pem.privateKey(pem("RSA PRIVATE KEY", new byte[] {1, 2, 3})))
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
        assertThatThrownBy(() -> Pem.privateKey(pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3})))
                .hasMessageContaining("without a password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "marked", "-----BEGIN PRIVATE KEY-----\nmarked\n-----END CERTIFICATE-----"})
    void whatIsNoKeyIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> Pem.privateKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be")
                .hasMessageNotContaining("marked");
    }

    @Test
    void whatIsNoCertificateIsRefused() {
        assertThatThrownBy(() -> Pem.certificates("")).hasMessageContaining("BEGIN CERTIFICATE");
        assertThatThrownBy(() -> Pem.certificates(pem("CERTIFICATE", new byte[] {1, 2, 3})))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> Pem.certificates(pem("PRIVATE KEY", new byte[] {1, 2, 3})))
                .hasMessageContaining("certificates only");
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }
}
