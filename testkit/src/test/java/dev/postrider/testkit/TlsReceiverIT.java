package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsReceiverIT {
    @Test
    void aClientThatTrustsTheCertificateIsServed() throws Exception {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").reply(204);
            assertThat(receiver.url("/hook")).startsWith("https://127.0.0.1:");
            assertThat(get(receiver, receiver.certificate().orElseThrow())).isEqualTo(204);
        }
    }

    @Test
    void aClientThatDoesNotKnowTheCertificateFails() {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            assertHandshakeFails(receiver, TestCertificate.forLoopback());
            assertThat(receiver.count("/hook")).isZero();
        }
    }

    @Test
    void anExpiredCertificateFails() {
        TestCertificate expired = TestCertificate.expired();
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(expired))) {
            assertHandshakeFails(receiver, expired);
        }
    }

    @Test
    void aCertificateForAnotherHostFails() {
        TestCertificate other = TestCertificate.forHost("other.example");
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(other))) {
            assertHandshakeFails(receiver, other);
        }
    }

    @Test
    void aResetUnderTlsIsNoGoodbye() {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").reset();
            assertThatThrownBy(() -> get(receiver, receiver.certificate().orElseThrow()))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("reset");
        }
    }

    private static void assertHandshakeFails(ScriptedReceiver receiver, TestCertificate trusted) {
        assertThatThrownBy(() -> get(receiver, trusted)).isInstanceOf(SSLHandshakeException.class);
    }

    private static int get(ScriptedReceiver receiver, TestCertificate trusted)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusted.trustingContext())
                .build()) {
            return client.send(HttpRequest.newBuilder(receiver.uri("/hook")).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
