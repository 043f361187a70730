package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Failed;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.testkit.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/** What tests of the sender do again and again. */
final class Sends {
    static final Duration ENOUGH = Duration.ofSeconds(20);

    private Sends() {}

    static OutboundRequest request(URI url, Duration timeout) {
        return new OutboundRequest(url, Map.of(), "{}".getBytes(StandardCharsets.UTF_8), timeout);
    }

    static AttemptOutcome send(Sender sender, URI url, Duration timeout) {
        return await(sender.send(request(url, timeout)));
    }

    static AttemptOutcome await(CompletableFuture<AttemptOutcome> outcome) {
        return outcome.orTimeout(40, TimeUnit.SECONDS).join();
    }

    static void assertSuccess(AttemptOutcome outcome) {
        assertThat(outcome.isSuccess()).as("%s", outcome).isTrue();
    }

    static Failed assertFailed(AttemptOutcome outcome, FailureKind kind) {
        assertThat(outcome).isInstanceOf(Failed.class);
        Failed failed = (Failed) outcome;
        assertThat(failed.kind()).as(failed.error()).isEqualTo(kind);
        assertThat(failed.error()).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
        return failed;
    }

    static TrustManagerFactory trusting(TestCertificate certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", certificate.authority());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return trust;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot trust the certificate", e);
        }
    }
}
