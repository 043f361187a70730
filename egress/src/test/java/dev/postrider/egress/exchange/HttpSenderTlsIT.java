package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpSenderTlsIT {
    private static final EgressSettings SETTINGS = EgressSettings.defaults("test");

    @Test
    void aTrustedCertificateIsAccepted() throws Exception {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").reply(200);
            EgressSettings trusting = trusting(receiver.certificate().orElseThrow());
            assertThat(send(trusting, receiver.uri("/hook")).isSuccess()).isTrue();
            URI byName = URI.create("https://localhost:" + receiver.port() + "/hook");
            assertThat(send(trusting, byName).isSuccess()).isTrue();
        }
    }

    @Test
    void aSelfSignedCertificateIsATlsFailure() {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").reply(200);
            assertTlsFailure(send(SETTINGS, receiver.uri("/hook")));
            assertThat(receiver.count("/hook")).isZero();
        }
    }

    @Test
    void aCertificateForAnotherHostIsATlsFailure() throws Exception {
        TestCertificate other = TestCertificate.forHost("other.example");
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(other))) {
            receiver.on("/hook").reply(200);
            URI byName = URI.create("https://localhost:" + receiver.port() + "/hook");
            assertTlsFailure(send(trusting(other), byName));
            assertTlsFailure(send(trusting(other), receiver.uri("/hook")));
            assertThat(receiver.count("/hook")).isZero();
        }
    }

    @Test
    void anExpiredCertificateIsATlsFailure() throws Exception {
        TestCertificate expired = TestCertificate.expired();
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(expired))) {
            receiver.on("/hook").reply(200);
            assertTlsFailure(send(trusting(expired), receiver.uri("/hook")));
            assertThat(receiver.count("/hook")).isZero();
        }
    }

    @Test
    void aServerWithoutTlsIsATlsFailure() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/hook").reply(200);
            assertTlsFailure(send(SETTINGS, URI.create("https://127.0.0.1:" + receiver.port() + "/hook")));
        }
    }

    @Test
    void theNextConnectionResumesTheTlsSession() {
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").then(Answer.status(200).header("Connection", "close"));
            CountingTrust trust = new CountingTrust(receiver.certificate().orElseThrow());
            try (Sender sender = new HttpSender(SETTINGS.withTrust(trust.factory()), AddressGuard.open())) {
                for (int i = 0; i < 5; i++) {
                    Sends.assertSuccess(Sends.send(sender, receiver.uri("/hook"), Sends.ENOUGH));
                }
            }
            assertThat(receiver.connections()).isEqualTo(5);
            assertThat(trust.chainsChecked()).isEqualTo(1);
        }
    }

    private static AttemptOutcome send(EgressSettings settings, URI url) {
        try (Sender sender = new HttpSender(settings, AddressGuard.open())) {
            return sender.send(new OutboundRequest(url, Map.of(), new byte[] {'x'}, Duration.ofSeconds(5)))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }
    }

    private static void assertTlsFailure(AttemptOutcome outcome) {
        assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
        AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
        assertThat(failed.kind()).as(failed.error()).isEqualTo(FailureKind.TLS);
        assertThat(failed.error()).contains("TLS").doesNotContain("\n");
    }

    private static EgressSettings trusting(TestCertificate certificate) {
        return SETTINGS.withTrust(Sends.trusting(certificate));
    }
}
