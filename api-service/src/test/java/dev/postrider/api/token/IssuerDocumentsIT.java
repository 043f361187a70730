package dev.postrider.api.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.support.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.Exceptions;

/** What an issuer may answer, and for how long. */
class IssuerDocumentsIT {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final TestIssuer issuer = new TestIssuer();
    private final ReactorResourceFactory resources = resources();
    private final IssuerDocuments documents = documents(LONG);

    @AfterEach
    void stop() {
        issuer.close();
        resources.destroy();
    }

    @Test
    void publicHalvesOfTheKeysAreRead() {
        issuer.serve(
                TestIssuer.KEYS, "{\"keys\":[" + issuer.key().toJSONString() + ",{\"kty\":\"new\",\"kid\":\"x\"}]}");

        var keys = documents.keys(issuer.uri()).blockOptional().orElseThrow().getKeys();

        assertThat(keys).hasSize(1);
        assertThat(keys.getFirst().getKeyID()).isEqualTo(issuer.key().getKeyID());
        assertThat(keys.getFirst().isPrivate()).isFalse();
    }

    @Test
    void metadataOfAnotherIssuerAreRefused() {
        issuer.serve(
                TestIssuer.METADATA, "{\"issuer\":\"https://other.example\",\"jwks_uri\":\"" + issuer.uri() + "\"}");

        refused("its metadata name another issuer");
    }

    @Test
    void keysThatComeWithoutTlsFromElsewhereAreRefused() {
        issuer.serve(
                TestIssuer.METADATA, "{\"issuer\":\"" + issuer.uri() + "\",\"jwks_uri\":\"http://keys.example/keys\"}");

        refused("no https URL as jwks_uri");
    }

    @Test
    void whatIsMissingOrUnreadableIsRefused() {
        issuer.serve(TestIssuer.KEYS, "{\"keys\":3}");
        refused("its keys cannot be read");
        issuer.serve(TestIssuer.KEYS, "");
        refused("/keys answered 404");
    }

    @Test
    void largeAnswersAreNotRead() {
        issuer.serve(TestIssuer.KEYS, "{\"keys\":[]," + " ".repeat(70_000) + "}");

        assertThatThrownBy(() -> documents.keys(issuer.uri()).block())
                .satisfies(error -> assertThat(Exceptions.unwrap(error)).isInstanceOf(DataBufferLimitException.class));
    }

    @Test
    void issuerThatHangsIsNotWaitedFor() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "http://127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> documents(SHORT).keys(uri).block(LONG))
                    .satisfies(error -> assertThat(Exceptions.unwrap(error)).isInstanceOf(TimeoutException.class));
        }
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> documents.keys(issuer.uri()).block()).hasMessageContaining(reason);
    }

    private static ReactorResourceFactory resources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.afterPropertiesSet();
        return resources;
    }

    private IssuerDocuments documents(Duration timeout) {
        TokenSettings settings = new TokenSettings(
                List.of(),
                Duration.ZERO,
                true,
                timeout,
                DataSize.ofKilobytes(64),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1));
        return new TokenBeans().issuerDocuments(settings, resources);
    }
}
