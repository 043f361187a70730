package dev.postrider.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryHeadersTest {
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    private static final SigningSecret NEW = new SigningSecret("newer-secret");
    private static final SigningSecret OLD = new SigningSecret("older-secret");
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.9Z");
    private static final String SECONDS = "1772366400";

    /** The known answer of the Standard Webhooks specification's reference libraries. */
    @Test
    void standardSignatureIsTheKnownAnswer() {
        SigningSecret secret = new SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(Signatures.standard(List.of(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** The example of the Standard Webhooks specification, whose key is that of the same example in Svix's server. */
    @Test
    void standardEd25519SignatureIsTheKnownAnswer() {
        SigningKey key = SigningKey.given(
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");

        assertThat(Signatures.standardEd25519(List.of(key), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", BODY))
                .isEqualTo(
                        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==");
        assertThat(key.publicKey().text()).isEqualTo("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
    }

    /** The expected value was computed with Python's {@code hmac} module. */
    @Test
    void postriderSignatureIsTheHexMacKeyedByTheSecretAsShown() {
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);

        assertThat(Signatures.postrider(new SigningSecret("JefeJefe"), body))
                .isEqualTo("sha256=315bced3a44cef7cdf2a7f137b8ebfae2cf2a7466fb34497d9257dd0321fd8de");
    }

    /** The expected value was computed with Python's {@code hmac} module. */
    @Test
    void sha512SignatureIsTheKnownAnswer() {
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);

        assertThat(Signatures.postriderSha512(new SigningSecret("JefeJefe"), body))
                .isEqualTo(
                        "sha512=e27fd5d4ba0cd2b4cda9ea904b436bfee9230ea06aacee9cdb7c97b7c995f5203826a17dab37f51b23431cf5132b5955b77fda26bbdb4c80a367b15b44be3a48");
    }

    /** The example of GitHub's documentation, "Validating webhook deliveries". */
    @Test
    void githubSignatureIsTheKnownAnswer() {
        byte[] body = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

        assertThat(Signatures.postrider(new SigningSecret("It's a Secret to Everybody"), body))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    /** The expected value was made by Stripe's own library, version 23.1.0 for Node: {@code generateTestHeaderString}. */
    @Test
    void stripeSignatureIsTheKnownAnswer() {
        byte[] body = "{\"id\":\"evt_1\",\"data\":{\"n\":1.0e2}}".getBytes(StandardCharsets.US_ASCII);
        SigningSecret secret = new SigningSecret("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=");

        assertThat(Signatures.stripe(List.of(secret), "1772366400", body))
                .isEqualTo("t=1772366400,v1=efdfc1d1c19b7b1a6d9c2a960863db75e44d80c4f67739854595a6716e8f0080");
        assertThat(Signatures.stripe(List.of(new SigningSecret("newer-secret"), secret), "1772366400", body))
                .startsWith("t=1772366400,v1=")
                .endsWith(",v1=efdfc1d1c19b7b1a6d9c2a960863db75e44d80c4f67739854595a6716e8f0080");
    }

    @Test
    void everySecretSignsTheStandardWay() {
        List<SigningSecret> secrets = List.of(new SigningSecret("newer-secret"), new SigningSecret("older-secret"));

        assertThat(Signatures.standard(secrets, "id", "1", BODY).split(" "))
                .hasSize(2)
                .allMatch(s -> s.startsWith("v1,"));
    }

    @Test
    void attemptCarriesItsHeaders() {
        Map<String, String> headers = headers(SignatureProfile.POSTRIDER, SignatureProfile.STANDARD);

        assertThat(headers)
                .containsEntry("X-Team", "crm")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("User-Agent", "Postrider/1")
                .containsEntry("X-Webhook-Id", "7c9e6679-7425-40de-944b-e07fc1f90ae7")
                .containsEntry("X-Webhook-Delivery", "d-1")
                .containsEntry("X-Webhook-Event", "user.created")
                .containsEntry("X-Webhook-Attempt", "3")
                .containsEntry("X-Webhook-Timestamp", "1772366400")
                .containsEntry("webhook-id", "d-1")
                .containsEntry("webhook-timestamp", "1772366400")
                .containsKeys("X-Webhook-Signature", "webhook-signature");
    }

    @Test
    void onlyTheWantedProfilesSign() {
        assertThat(headers(SignatureProfile.STANDARD)).doesNotContainKey("X-Webhook-Signature");
        assertThat(headers(SignatureProfile.POSTRIDER)).doesNotContainKeys("webhook-id", "webhook-signature");
    }

    @Test
    void profilesOfOtherSendersSignInTheirOwnHeaders() {
        Map<String, String> headers =
                headers(SignatureProfile.POSTRIDER_SHA512, SignatureProfile.GITHUB, SignatureProfile.STRIPE);

        assertThat(headers.get("X-Webhook-Signature")).startsWith("sha512=");
        assertThat(headers.get("X-Hub-Signature-256")).startsWith("sha256=");
        assertThat(headers.get("Stripe-Signature")).startsWith("t=1772366400,v1=");
    }

    @Test
    void bothKindsOfStandardSignaturesStandInOneHeader() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        Signing signing = new Signing(
                List.of(Expiring.never(NEW)),
                List.of(Expiring.never(key)),
                SignatureSetting.of(SignatureProfile.STANDARD_ED25519, SignatureProfile.STANDARD));

        assertThat(headers(signing))
                .containsEntry(
                        "webhook-signature",
                        Signatures.standard(List.of(NEW), "d-1", SECONDS, BODY)
                                + " "
                                + Signatures.standardEd25519(List.of(key), "d-1", SECONDS, BODY));
    }

    @Test
    void receiversOfAnotherSenderGetTheNamesThatTheyKnow() {
        Map<String, String> headers = headers(Signing.by(
                NEW,
                List.of(
                        new SignatureSetting(SignatureProfile.POSTRIDER, "X-Acme-Signature", ""),
                        new SignatureSetting(SignatureProfile.STRIPE, "Acme-Signature", null),
                        new SignatureSetting(SignatureProfile.STANDARD, null, null),
                        new SignatureSetting(SignatureProfile.STANDARD, null, "svix-"))));

        assertThat(headers)
                .containsEntry(
                        "X-Acme-Signature", Signatures.postrider(NEW, BODY).substring("sha256=".length()))
                .containsEntry("Acme-Signature", Signatures.stripe(List.of(NEW), SECONDS, BODY))
                .containsEntry("svix-id", "d-1")
                .containsEntry("svix-timestamp", SECONDS)
                .containsEntry("svix-signature", headers.get("webhook-signature"))
                .doesNotContainKeys("X-Webhook-Signature", "Stripe-Signature");
    }

    @Test
    void allLiveSecretsSignWhereThereIsRoomAndTheNewestAloneElsewhere() {
        Signing signing = new Signing(
                List.of(
                        Expiring.never(NEW),
                        new Expiring<>(OLD, AT.plusNanos(1)),
                        new Expiring<>(new SigningSecret("expired-secret"), AT)),
                List.of(),
                SignatureSetting.of(SignatureProfile.POSTRIDER, SignatureProfile.STANDARD, SignatureProfile.STRIPE));

        assertThat(headers(signing))
                .containsEntry("X-Webhook-Signature", Signatures.postrider(NEW, BODY))
                .containsEntry("webhook-signature", Signatures.standard(List.of(NEW, OLD), "d-1", SECONDS, BODY))
                .containsEntry("Stripe-Signature", Signatures.stripe(List.of(NEW, OLD), SECONDS, BODY));
    }

    @Test
    void expiredKeysDoNotSign() {
        SigningKey newKey = SigningKey.generate(new SecureRandom());
        SigningKey oldKey = SigningKey.generate(new SecureRandom());
        Signing signing = new Signing(
                List.of(Expiring.never(NEW)),
                List.of(Expiring.never(newKey), new Expiring<>(oldKey, AT)),
                SignatureSetting.of(SignatureProfile.STANDARD_ED25519));

        assertThat(headers(signing))
                .containsEntry("webhook-signature", Signatures.standardEd25519(List.of(newKey), "d-1", SECONDS, BODY));
    }

    @Test
    void theLogMasksTheOwnersOwnHeadersAndTheirAuthentication() {
        Map<String, String> masked = DeliveryHeaders.masked(
                headers(SignatureProfile.POSTRIDER),
                new CustomHeaders(Map.of("X-Team", "crm")),
                new Access(new EndpointAuth.Bearer("t0ken"), null));

        assertThat(masked)
                .containsEntry("X-Team", "***")
                .containsEntry("Authorization", "***")
                .containsEntry("Content-Type", "application/json");
    }

    private static Map<String, String> headers(SignatureProfile... profiles) {
        return headers(Signing.by(new SigningSecret("a-good-secret"), SignatureSetting.of(profiles)));
    }

    private static Map<String, String> headers(Signing signing) {
        return DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                        "d-1",
                        new EventType("user.created"),
                        3,
                        2,
                        AT,
                        "application/json"),
                signing,
                new CustomHeaders(Map.of("X-Team", "crm")),
                "Postrider/1",
                BODY);
    }
}
