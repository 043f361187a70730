package dev.postrider.client.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.client.verification.Verification.Genuine;
import dev.postrider.client.verification.Verification.Reason;
import dev.postrider.client.verification.Verification.Refused;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {
    private static final Instant SENT = Instant.parse("2026-03-01T12:00:00Z");
    private static final String TIMESTAMP = Long.toString(SENT.getEpochSecond());
    private static final byte[] BODY = "{\"data\":{\"name\":\"Ada\"}}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_BODY = "{\"data\":{\"name\":\"Bob\"}}".getBytes(StandardCharsets.UTF_8);

    private static final SigningSecret GENERATED = SigningSecret.generate(new SecureRandom());
    private static final SigningSecret GIVEN = new SigningSecret("a-given secret");
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final SigningKey OTHER_KEY = SigningKey.generate(new SecureRandom());
    private static final Genuine GENUINE = new Genuine("msg-1", SENT);

    @Test
    void takesWhatEitherKindOfSecretSigned() {
        assertThat(verifier(GENERATED.value()).verify(BODY, headers(v1(GENERATED))))
                .isEqualTo(GENUINE);
        assertThat(verifier(GIVEN.value()).verify(BODY, headers(v1(GIVEN)))).isEqualTo(GENUINE);
        assertThat(verifier(GIVEN.standardForm()).verify(BODY, headers(v1(GIVEN))))
                .isEqualTo(GENUINE);
    }

    @Test
    void takesWhatThePublicKeysOwnerSigned() {
        assertThat(verifier(KEY.publicKey().text()).verify(BODY, headers(v1a(KEY))))
                .isEqualTo(GENUINE);
    }

    @Test
    void oneKeyAndOneSignatureThatFitEachOtherAreEnough() {
        String all = v1(GIVEN) + " " + v1a(KEY) + " v2,whatever";

        assertThat(verifier(GENERATED.value(), GIVEN.value()).verify(BODY, headers(all)))
                .isEqualTo(GENUINE);
        assertThat(verifier(OTHER_KEY.publicKey().text(), KEY.publicKey().text())
                        .verify(BODY, headers(all)))
                .isEqualTo(GENUINE);
        assertThat(verifier(GENERATED.value(), OTHER_KEY.publicKey().text()).verify(BODY, headers(all)))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
    }

    @Test
    void refusesAnotherBodyAnotherIdAndAnotherTime() {
        WebhookVerifier verifier = verifier(GIVEN.value(), KEY.publicKey().text());
        Map<String, String> headers = headersMap(v1(GIVEN) + " " + v1a(KEY));

        assertThat(verifier.verify(OTHER_BODY, headers::get)).isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
        assertThat(verifier.verify(BODY, with(headers, "webhook-id", "msg-2")))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
        assertThat(verifier.verify(BODY, with(headers, "webhook-timestamp", Long.toString(SENT.getEpochSecond() + 1))))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
    }

    @Test
    void aSignatureOfOneKindIsNotTakenForTheOther() {
        String disguised = v1a(KEY).replace("v1a,", "v1,");

        assertThat(verifier(GIVEN.value(), KEY.publicKey().text()).verify(BODY, headers(disguised)))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
    }

    @Test
    void refusesWhatIsOlderOrNewerThanTheToleranceAllows() {
        WebhookVerifier verifier = WebhookVerifier.of(GIVEN.value());
        HeaderLookup headers = headers(v1(GIVEN));

        for (Duration distance : List.of(Duration.ofSeconds(300), Duration.ofSeconds(-300))) {
            assertThat(verifier.withClock(() -> SENT.plus(distance)).verify(BODY, headers))
                    .isEqualTo(GENUINE);
            Instant further = SENT.plus(distance).plusSeconds(distance.isNegative() ? -1 : 1);
            assertThat(verifier.withClock(() -> further).verify(BODY, headers))
                    .isEqualTo(new Refused(Reason.OUTSIDE_TOLERANCE));
            assertThat(verifier.withClock(() -> further)
                            .withTolerance(Duration.ofHours(1))
                            .verify(BODY, headers))
                    .isEqualTo(GENUINE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
    void refusesARequestWithoutOneOfTheHeaders(String name) {
        Map<String, String> headers = headersMap(v1(GIVEN));
        headers.remove(name);

        assertThat(verifier(GIVEN.value()).verify(BODY, headers::get)).isEqualTo(new Refused(Reason.HEADER_MISSING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1772366400", "1772366400.0", " 1772366400", "9999999999999999", "１"})
    void refusesATimestampThatIsNoNumberOfSeconds(String timestamp) {
        HeaderLookup headers = with(headersMap(v1(GIVEN)), "webhook-timestamp", timestamp);

        assertThat(verifier(GIVEN.value()).verify(BODY, headers)).isEqualTo(new Refused(Reason.HEADER_MALFORMED));
    }

    @Test
    void refusesMoreSignaturesThanAnyoneSends() {
        String many = "v1,AAAA ".repeat(20) + v1(GIVEN);

        assertThat(verifier(GIVEN.value()).verify(BODY, headers(many))).isEqualTo(new Refused(Reason.HEADER_MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "v1", "v1,", "v1,!!!", "v1a,AAAA", "v1a,", "garbage"})
    void refusesWhatIsNoSignature(String signature) {
        assertThat(verifier(GIVEN.value(), KEY.publicKey().text()).verify(BODY, headers(signature)))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
    }

    @Test
    void readsTheHeadersUnderAnotherPrefix() {
        HeaderLookup headers = HeaderLookup.of(Map.of(
                "Svix-Id", List.of("msg-1"),
                "Svix-Timestamp", List.of(TIMESTAMP),
                "Svix-Signature", List.of(v1(GIVEN))));

        assertThat(verifier(GIVEN.value()).withPrefix("svix-").verify(BODY, headers))
                .isEqualTo(GENUINE);
        assertThat(verifier(GIVEN.value()).verify(BODY, headers)).isEqualTo(new Refused(Reason.HEADER_MISSING));
    }

    @Test
    void takesBothSimpleSignaturesOfTheBody() {
        for (SigningSecret secret : List.of(GENERATED, GIVEN)) {
            WebhookVerifier verifier = verifier(KEY.publicKey().text(), secret.value());
            assertThat(verifier.verifyBody(BODY, simple(Signatures.postrider(secret, BODY))))
                    .isEqualTo(GENUINE);
            assertThat(verifier.verifyBody(BODY, simple(Signatures.postriderSha512(secret, BODY))))
                    .isEqualTo(GENUINE);
            assertThat(verifier.verifyBody(OTHER_BODY, simple(Signatures.postrider(secret, BODY))))
                    .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
        }
        assertThat(verifier(GIVEN.value()).verifyBody(BODY, simple(Signatures.postrider(GENERATED, BODY))))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
        assertThat(verifier(GIVEN.value()).verifyBody(BODY, simple("md5=00")))
                .isEqualTo(new Refused(Reason.NO_SIGNATURE_FITS));
    }

    @Test
    void givesTheMessageIdOrThrows() throws Exception {
        WebhookVerifier verifier = verifier(GIVEN.value());

        assertThat(verifier.requireGenuine(BODY, headers(v1(GIVEN)))).isEqualTo("msg-1");
        assertThatThrownBy(() -> verifier.requireGenuine(OTHER_BODY, headers(v1(GIVEN))))
                .isInstanceOfSatisfying(
                        NotGenuineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_SIGNATURE_FITS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_!!!", "whpk_AAAA", "whsk_AAAA"})
    void refusesWhatCanBeNoKeyWithoutRepeatingIt(String key) {
        assertThatThrownBy(() -> WebhookVerifier.of(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("AAAA");
        assertThatThrownBy(WebhookVerifier::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(WebhookVerifier.of(GIVEN.value())).asString().doesNotContain(GIVEN.value());
    }

    private static WebhookVerifier verifier(String... keys) {
        return WebhookVerifier.of(keys).withClock(() -> SENT.plusSeconds(2));
    }

    private static String v1(SigningSecret secret) {
        return Signatures.standard(List.of(secret), "msg-1", TIMESTAMP, BODY);
    }

    private static String v1a(SigningKey key) {
        return Signatures.standardEd25519(List.of(key), "msg-1", TIMESTAMP, BODY);
    }

    private static HeaderLookup headers(String signatures) {
        return headersMap(signatures)::get;
    }

    private static Map<String, String> headersMap(String signatures) {
        return new HashMap<>(
                Map.of("webhook-id", "msg-1", "webhook-timestamp", TIMESTAMP, "webhook-signature", signatures));
    }

    private static HeaderLookup simple(String signature) {
        return Map.of("X-Webhook-Delivery", "msg-1", "X-Webhook-Timestamp", TIMESTAMP, "X-Webhook-Signature", signature)
                ::get;
    }

    private static HeaderLookup with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new HashMap<>(headers);
        changed.put(name, value);
        return changed::get;
    }
}
