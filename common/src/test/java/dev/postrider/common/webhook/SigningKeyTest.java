package dev.postrider.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    /** The key pair of RFC 8032, section 7.1, test 1, which RFC 8037, appendix A, takes too. */
    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    @Test
    void aKeyIsItsTextAndBack() {
        SigningKey generated = SigningKey.generate(new SecureRandom());

        SigningKey read = SigningKey.given(generated.text());

        assertThat(read).isEqualTo(generated);
        assertThat(read.publicKey()).isEqualTo(generated.publicKey());
        assertThat(generated.publicKey().text()).startsWith("whpk_");
        assertThat(generated).isNotEqualTo(SigningKey.generate(new SecureRandom()));
    }

    @Test
    void thePublicKeyHasTheNameAndFormOfAJsonWebKey() {
        VerifyingKey key = SigningKey.given(text(SEED, PUBLIC)).publicKey();

        assertThat(key.x()).isEqualTo("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assertThat(key.id()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void halvesThatDoNotBelongTogetherAreRefused() {
        String other = HexFormat.of()
                .formatHex(SigningKey.generate(new SecureRandom()).publicKey().bytes());

        assertThatThrownBy(() -> SigningKey.given(text(SEED, other))).hasMessageContaining("must have the public key");
        assertThatThrownBy(() -> SigningKey.given(text(SEED, "ff".repeat(32))))
                .hasMessageContaining("must have the public key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsk_", "whsk_!!!", "whsk_c2hvcnQ=", "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="})
    void whatIsNoKeyIsRefusedWithTheFormThatOneHas(String text) {
        assertThatThrownBy(() -> SigningKey.parse(text))
                .hasMessageStartingWith("must be 'whsk_' and the base64 of 64 bytes");
    }

    @Test
    void thePrivateKeyIsNeverPrinted() {
        SigningKey key = SigningKey.given(text(SEED, PUBLIC));

        assertThat(key).hasToString("SigningKey[kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k]");
    }

    private static String text(String seed, String publicKey) {
        return "whsk_" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(seed + publicKey));
    }
}
