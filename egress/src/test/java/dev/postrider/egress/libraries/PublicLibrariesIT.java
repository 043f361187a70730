package dev.postrider.egress.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.client.verification.HeaderLookup;
import dev.postrider.client.verification.Verification;
import dev.postrider.client.verification.WebhookVerifier;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Expiring;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.SigningKey;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.exchange.HttpSender;
import dev.postrider.egress.libraries.NodeLibraries.Check;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What egress sends, as it arrives, is verified by the libraries that receivers use, while a secret is being rotated. */
class PublicLibrariesIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningSecret NEW = SigningSecret.generate(RANDOM);
    private static final SigningSecret OLD = SigningSecret.generate(RANDOM);
    private static final SigningSecret OTHER = SigningSecret.generate(RANDOM);
    private static final SigningKey NEW_KEY = SigningKey.generate(RANDOM);
    private static final SigningKey OLD_KEY = SigningKey.generate(RANDOM);
    private static final String BODY = "{\"id\":\"evt_1\",\"data\":{\"name\":\"Zoë 🐎\",\"n\":1.0e2}}";

    private static @Nullable NodeLibraries installed;
    private static @Nullable ReceivedRequest sent;

    @BeforeAll
    static void deliver() throws Exception {
        installed = NodeLibraries.install();
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                Sender sender = new HttpSender(EgressSettings.defaults("test"), AddressGuard.open())) {
            receiver.on("/hook").then(204);
            URI url = receiver.uri("/hook");
            var _ = sender.send(new OutboundRequest(url, headers(), utf8(BODY), Duration.ofSeconds(20)))
                    .join();
            sent = receiver.awaitRequests("/hook", 1, Duration.ofSeconds(20)).get(0);
        }
    }

    @AfterAll
    static void forget() {
        sent = null;
    }

    @Test
    void librariesOfNpmTakeADeliveryByEitherSecret() throws Exception {
        List<Check> all = List.of(
                new Check("standardwebhooks", sent()),
                new Check("svix", sent()),
                new Check("stripe", sent()),
                new Check("octokit", sent()));

        assertThat(libraries().verify(NEW.value(), all)).containsOnly("genuine");
        // Where there is room for one signature, the newest secret alone makes it.
        assertThat(libraries().verify(OLD.value(), all))
                .startsWith("genuine", "genuine", "genuine")
                .last()
                .asString()
                .startsWith("refused");
        assertThat(libraries().verify(OTHER.value(), all)).hasSize(4).allMatch(line -> line.startsWith("refused"));
    }

    @Test
    void librariesOfNpmRefuseAChangedBody() throws Exception {
        ReceivedRequest changed = changed(sent());

        assertThat(libraries()
                        .verify(
                                NEW.value(),
                                List.of(
                                        new Check("standardwebhooks", changed),
                                        new Check("svix", changed),
                                        new Check("stripe", changed),
                                        new Check("octokit", changed))))
                .hasSize(4)
                .allMatch(line -> line.startsWith("refused"));
    }

    @Test
    void standardWebhooksForJavaTakesADeliveryByEitherSecret() throws Exception {
        for (SigningSecret secret : List.of(NEW, OLD)) {
            com.standardwebhooks.Webhook webhook = new com.standardwebhooks.Webhook(secret.value());
            assertThatCode(() -> webhook.verify(BODY, headerMap())).doesNotThrowAnyException();
            assertThatThrownBy(() -> webhook.verify(BODY + " ", headerMap()))
                    .isInstanceOf(com.standardwebhooks.exceptions.WebhookVerificationException.class);
        }
    }

    @Test
    void svixForJavaTakesADeliveryByEitherSecret() throws Exception {
        for (SigningSecret secret : List.of(NEW, OLD)) {
            com.svix.Webhook webhook = new com.svix.Webhook(secret.value());
            assertThatCode(() -> webhook.verify(BODY, headerMap())).doesNotThrowAnyException();
            assertThatThrownBy(() -> webhook.verify(BODY + " ", headerMap()))
                    .isInstanceOf(com.svix.exceptions.WebhookVerificationException.class);
        }
    }

    @Test
    void ourOwnVerifierTakesADeliveryByEveryLiveKey() {
        HeaderLookup headers = HeaderLookup.of(headerMap());
        for (String key : List.of(
                NEW.value(),
                OLD.value(),
                NEW_KEY.publicKey().text(),
                OLD_KEY.publicKey().text())) {
            assertThat(WebhookVerifier.of(key).verify(sent().body(), headers)).isInstanceOf(Verification.Genuine.class);
            assertThat(WebhookVerifier.of(key).withPrefix("svix-").verify(sent().body(), headers))
                    .isInstanceOf(key.startsWith("whpk_") ? Verification.Refused.class : Verification.Genuine.class);
        }
        assertThat(WebhookVerifier.of(NEW.value()).verifyBody(sent().body(), headers))
                .isInstanceOf(Verification.Genuine.class);
        assertThat(WebhookVerifier.of(OTHER.value()).verify(sent().body(), headers))
                .isInstanceOf(Verification.Refused.class);
    }

    private static Map<String, String> headers() {
        Instant expiry = Instant.now().plusSeconds(3600);
        return DeliveryHeaders.of(
                new DeliveryHeaders.Attempt(
                        WebhookId.parse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                        "0199b3c0-0000-8000-8000-000000000001",
                        new EventType("user.created"),
                        1,
                        1,
                        Instant.now(),
                        "application/json"),
                new Signing(
                        List.of(Expiring.never(NEW), new Expiring<>(OLD, expiry)),
                        List.of(Expiring.never(NEW_KEY), new Expiring<>(OLD_KEY, expiry)),
                        List.of(
                                new SignatureSetting(SignatureProfile.POSTRIDER, null, null),
                                new SignatureSetting(SignatureProfile.STANDARD, null, null),
                                new SignatureSetting(SignatureProfile.STANDARD, null, "svix-"),
                                new SignatureSetting(SignatureProfile.STANDARD_ED25519, null, null),
                                new SignatureSetting(SignatureProfile.GITHUB, null, null),
                                new SignatureSetting(SignatureProfile.STRIPE, null, null))),
                CustomHeaders.NONE,
                "Postrider/test",
                utf8(BODY));
    }

    private static ReceivedRequest changed(ReceivedRequest request) {
        return new ReceivedRequest(
                request.sequence(),
                request.arrivedAt(),
                request.connection(),
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                utf8(BODY.replace("Zoë", "Zoe")));
    }

    private static Map<String, List<String>> headerMap() {
        return sent().headers().stream()
                .collect(Collectors.groupingBy(
                        header -> header.getKey(),
                        Collectors.mapping(header -> header.getValue(), Collectors.toList())));
    }

    private static ReceivedRequest sent() {
        return Objects.requireNonNull(sent);
    }

    private static NodeLibraries libraries() {
        return Objects.requireNonNull(installed);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
