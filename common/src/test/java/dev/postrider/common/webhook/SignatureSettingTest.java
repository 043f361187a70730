package dev.postrider.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureSettingTest {
    @Test
    void whatTheProfileHasAnywayIsNoChoice() {
        assertThat(new SignatureSetting(SignatureProfile.POSTRIDER, "X-Webhook-Signature", "sha256="))
                .isEqualTo(new SignatureSetting(SignatureProfile.POSTRIDER, null, null));
        assertThat(new SignatureSetting(SignatureProfile.STANDARD, null, "webhook-").isPlain())
                .isTrue();
    }

    @Test
    void settingsHaveOneOrderAndStandOnceEach() {
        SignatureSetting plain = new SignatureSetting(SignatureProfile.STANDARD, null, null);
        SignatureSetting svix = new SignatureSetting(SignatureProfile.STANDARD, null, "svix-");
        SignatureSetting first = new SignatureSetting(SignatureProfile.POSTRIDER, null, null);

        assertThat(SignatureSetting.ordered(List.of(plain, svix, first, svix))).containsExactly(first, svix, plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Acme", "X-Acme:", "Ümlaut", "A\r\nB"})
    void refusesAHeaderThatIsNoToken(String name) {
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.POSTRIDER, name, null))
                .hasMessageContaining("HTTP tokens");
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.STANDARD, null, name + " "))
                .hasMessageContaining("HTTP tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Authorization",
                "X-Webhook-Id",
                "x-webhook-timestamp",
                "X-Postrider-Hops"
            })
    void refusesAHeaderThatIsSetAnyway(String name) {
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.GITHUB, name, null))
                .hasMessageContaining("must not set '" + name + "'");
    }

    @Test
    void refusesAPrefixWhoseHeadersAreSetAnyway() {
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.STANDARD, null, "X-Webhook-"))
                .hasMessageContaining("must not set 'X-Webhook-id'");
    }

    @Test
    void takesTheHeaderOfAnotherProfile() {
        assertThat(new SignatureSetting(SignatureProfile.POSTRIDER_SHA512, "X-Hub-Signature-256", null).headers())
                .containsExactly("X-Hub-Signature-256");
    }

    @Test
    void refusesWhatTheProfileHasNoRoomFor() {
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.STANDARD, "X-A", null))
                .hasMessageContaining("must have no header");
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.STRIPE, null, "v1="))
                .hasMessageContaining("must have no prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {" sha256=", "sha256=\n", "sha256=é"})
    void refusesAPrefixThatWouldNotArriveAsItIs(String prefix) {
        assertThatThrownBy(() -> new SignatureSetting(SignatureProfile.POSTRIDER, null, prefix))
                .hasMessageContaining("visible ASCII");
    }

    @Test
    void takesAPrefixWithASpaceAndNone() {
        assertThat(new SignatureSetting(SignatureProfile.POSTRIDER, null, "HMAC ").prefixText())
                .isEqualTo("HMAC ");
        assertThat(new SignatureSetting(SignatureProfile.POSTRIDER, null, "").prefixText())
                .isEmpty();
    }

    @Test
    void twoCannotShareAHeader() {
        SignatureSetting renamed = new SignatureSetting(SignatureProfile.GITHUB, "x-webhook-signature", null);

        assertThatThrownBy(() -> SignatureSetting.requireTogether(
                        SignatureSetting.of(SignatureProfile.POSTRIDER, SignatureProfile.POSTRIDER_SHA512)))
                .hasMessageContaining("set the header X-Webhook-Signature twice");
        assertThatThrownBy(() -> SignatureSetting.requireTogether(
                        List.of(new SignatureSetting(SignatureProfile.POSTRIDER, null, null), renamed)))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> SignatureSetting.requireTogether(List.of(
                        new SignatureSetting(SignatureProfile.STANDARD, null, "svix-"),
                        new SignatureSetting(SignatureProfile.STANDARD_ED25519, null, "Svix-"))))
                .hasMessageContaining("twice");
    }

    @Test
    void theTwoOfStandardWebhooksShareTheirHeaders() {
        assertThatCode(() -> SignatureSetting.requireTogether(
                        SignatureSetting.of(SignatureProfile.STANDARD_ED25519, SignatureProfile.STANDARD)))
                .doesNotThrowAnyException();
    }

    @Test
    void theOwnersHeadersAreNoneThatSignaturesSet() {
        List<SignatureSetting> settings = List.of(
                new SignatureSetting(SignatureProfile.POSTRIDER, "X-Acme-Signature", null),
                new SignatureSetting(SignatureProfile.STANDARD, null, "svix-"));

        assertThatThrownBy(() ->
                        SignatureSetting.requireApart(settings, new CustomHeaders(Map.of("x-acme-signature", "1"))))
                .hasMessageContaining("'X-Acme-Signature' is set by headers and by signatures");
        assertThatThrownBy(() -> SignatureSetting.requireApart(settings, new CustomHeaders(Map.of("SVIX-ID", "1"))))
                .hasMessageContaining("'svix-id' is set by headers and by signatures");
        assertThatCode(() -> SignatureSetting.requireApart(settings, new CustomHeaders(Map.of("X-Team", "1"))))
                .doesNotThrowAnyException();
    }

    @Test
    void theNewestSecretMayNotExpire() {
        SigningSecret secret = new SigningSecret("a-good-secret");

        assertThatThrownBy(() -> new Signing(
                        List.of(new Expiring<>(secret, Instant.EPOCH)), List.of(), SignatureSetting.DEFAULT))
                .hasMessageContaining("expires");
    }
}
