package dev.postrider.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {

    @Test
    void generatedSecretIsThirtyTwoBytesInStandardForm() {
        SigningSecret secret = SigningSecret.generate(new SecureRandom());

        assertThat(secret.value()).startsWith("whsec_");
        assertThat(secret.standardKey()).hasSize(32);
        assertThat(secret.standardForm()).isEqualTo(secret.value());
    }

    @Test
    void givenSecretWithoutPrefixHasAStandardForm() {
        SigningSecret secret = new SigningSecret("my secret");

        assertThat(secret.standardForm()).isEqualTo("whsec_bXkgc2VjcmV0");
        assertThat(new SigningSecret(secret.standardForm()).standardKey()).isEqualTo(secret.standardKey());
    }

    @Test
    void secretIsNeverPrinted() {
        assertThat(new SigningSecret("my-own-secret")).hasToString("SigningSecret[redacted]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with\nnewline", "with-ümlaut", "whsec_!!!not base64", "whsec_"})
    void refusesSecretsThatCannotSign(String secret) {
        assertThatThrownBy(() -> new SigningSecret(secret)).hasMessageStartingWith("must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host", "content-length", "User-Agent", "Webhook-Id", "X-Webhook-Signature", "X-Postrider-Hops"})
    void refusesHeadersThatAreSetAnyway(String name) {
        assertThatThrownBy(() -> new CustomHeaders(Map.of(name, "x"))).hasMessageContaining("must not set '" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä", "a\r\nb"})
    void refusesNamesThatAreNoTokens(String name) {
        assertThatThrownBy(() -> new CustomHeaders(Map.of(name, "x"))).hasMessageContaining("not an HTTP token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: b", "a\u0000", "é", " a", "a "})
    void refusesValuesThatWouldNotArriveAsTheyAre(String value) {
        assertThatThrownBy(() -> new CustomHeaders(Map.of("X-A", value))).hasMessageContaining("value for 'X-A'");
    }

    @Test
    void refusesTooManyTooLongAndDoubledHeaders() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 21; i++) {
            many.put("X-" + i, "x");
        }
        Map<String, String> doubled = new LinkedHashMap<>();
        doubled.put("X-A", "1");
        doubled.put("x-a", "2");

        assertThatThrownBy(() -> new CustomHeaders(many)).hasMessageContaining("at most 20");
        assertThatThrownBy(() -> new CustomHeaders(Map.of("X-A", "x".repeat(4094))))
                .hasMessageContaining("at most 4096");
        assertThatThrownBy(() -> new CustomHeaders(doubled)).hasMessageContaining("twice");
    }
}
