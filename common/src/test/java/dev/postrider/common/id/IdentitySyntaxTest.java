package dev.postrider.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySyntaxTest {
    @Test
    void uuidsAreReadInEitherCase() {
        WebhookId id = WebhookId.parse("7C9E6679-7425-40de-944B-e07fc1f90ae7");

        assertThat(id).hasToString("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        assertThat(WebhookId.parse("ffffffff-ffff-ffff-ffff-ffffffffffff"))
                .hasToString("ffffffff-ffff-ffff-ffff-ffffffffffff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7c9e6679-7425-40de-944b-e07fc1f90ae",
                "7c9e6679-7425-40de-944b-e07fc1f90ae70",
                "7c9e66797-425-40de-944b-e07fc1f90ae7",
                "+c9e6679-7425-40de-944b-e07fc1f90ae7",
                "7c9e6679-7425-40de-944b-e07fc1f90ag7",
                "7c9e6679-7425-40de-944b-e07fc1f90a\uff15\uff15",
                "1-1-1-1-1",
                "------------------------------------"
            })
    void whatIsNoUuidIsRefused(String text) {
        assertThatThrownBy(() -> WebhookId.parse(text)).hasMessage("must be a UUID of 36 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "user/7", "été", "\ud83d\ude00", "a b"})
    void anIdentityTakesEveryPrintableText(String text) {
        assertThat(IdentityText.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "\u0085", "\ud83d", "\ude00", "\ude00\ud83d", "a\ud83d"})
    void anIdentityHasNoControlCharactersAndNoHalvesOfPairs(String text) {
        assertThat(IdentityText.isValid(text)).isFalse();
    }

    @Test
    void anIdentityHas255CharactersAtMost() {
        assertThat(IdentityText.isValid("x".repeat(255))).isTrue();
        assertThat(IdentityText.isValid("x".repeat(256))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "é", "a/b", "a\n"})
    void organizationsHaveLettersDigitsUnderscoresAndDashesOnly(String text) {
        assertThat(new OrganizationId("Aa0_-")).hasToString("Aa0_-");
        assertThatThrownBy(() -> new OrganizationId(text)).hasMessageContaining("must be 1 to 64");
    }
}
