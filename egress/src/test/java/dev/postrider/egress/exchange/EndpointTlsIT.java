package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks with authorities and client certificates of their own, against servers that ask for them. */
class EndpointTlsIT {
    private static final TestCertificate SERVER = TestCertificate.forLoopback();
    private static final TestCertificate ALICE = TestCertificate.forClient("alice");

    private final Queue<String> clients = new ConcurrentLinkedQueue<>();
    private final Sender sender = new HttpSender(EgressSettings.defaults("test"), AddressGuard.open());

    @AfterEach
    void close() {
        sender.close();
    }

    @Test
    void anAuthorityOfTheWebhooksOwnIsTrustedForThatWebhookOnly() {
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(SERVER))) {
            receiver.on("/hook").reply(200);

            assertSuccess(send(receiver.uri("/hook"), new EndpointTls(SERVER.authorityPem(), null, null)));
            assertFailed(send(receiver.uri("/hook"), null), FailureKind.TLS);
            assertFailed(
                    send(receiver.uri("/hook"), new EndpointTls(ALICE.authorityPem(), null, null)), FailureKind.TLS);

            assertThat(receiver.count("/hook")).isEqualTo(1);
        }
    }

    @Test
    void anAuthorityOfTheWebhooksOwnDoesNotMakeUpForAWrongHostName() {
        TestCertificate other = TestCertificate.forHost("other.example");
        try (ScriptedReceiver receiver =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(other))) {
            receiver.on("/hook").reply(200);
            assertFailed(
                    send(receiver.uri("/hook"), new EndpointTls(other.authorityPem(), null, null)), FailureKind.TLS);
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsThatOfTheWebhook() throws Exception {
        try (RawServer server = mutual(ALICE)) {
            EndpointTls asAlice = new EndpointTls(SERVER.authorityPem(), ALICE.certificatePem(), ALICE.keyPem());

            assertSuccess(send(server.uri("https"), asAlice));
            assertSuccess(send(server.uri("https"), asAlice));

            assertThat(clients).containsExactly("CN=alice", "CN=alice");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aWarmConnectionWithACertificateServesNobodyElse() throws Exception {
        try (RawServer server = mutual(ALICE)) {
            EndpointTls asAlice = new EndpointTls(SERVER.authorityPem(), ALICE.certificatePem(), ALICE.keyPem());
            TestCertificate stranger = TestCertificate.forClient("alice");
            EndpointTls asStranger =
                    new EndpointTls(SERVER.authorityPem(), stranger.certificatePem(), stranger.keyPem());

            assertSuccess(send(server.uri("https"), asAlice));
            assertFailed(
                    send(server.uri("https"), new EndpointTls(SERVER.authorityPem(), null, null)), FailureKind.TLS);
            assertFailed(send(server.uri("https"), asStranger), FailureKind.TLS);
            assertSuccess(send(server.uri("https"), asAlice));

            assertThat(clients).containsExactly("CN=alice", "CN=alice");
        }
    }

    @Test
    void certificatesThatCannotBeReadAreSaidAndNotRepeated() {
        EndpointTls broken =
                new EndpointTls("-----BEGIN CERTIFICATE-----\nmarked\n-----END CERTIFICATE-----", null, null);
        assertThat(assertFailed(send(URI.create("https://127.0.0.1:9443/"), broken), FailureKind.CONNECT)
                        .error())
                .doesNotContain("marked");
        try (ScriptedReceiver receiver = ScriptedReceiver.startTls()) {
            receiver.on("/hook").reply(200);
            assertThat(assertFailed(send(receiver.uri("/hook"), broken), FailureKind.TLS)
                            .error())
                    .contains("tls")
                    .doesNotContain("marked");
        }
    }

    private AttemptOutcome send(URI url, @Nullable EndpointTls tls) {
        Target target = Target.of(url.toString(), null, new Access(null, tls));
        return Sends.await(sender.send(new OutboundRequest(target, Map.of(), new byte[] {'x'}, ENOUGH)));
    }

    /** Answers those who show a certificate of this one's authority, and notes who they are. */
    private RawServer mutual(TestCertificate trusted) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", SERVER.key(), new char[0], new X509Certificate[] {SERVER.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), Sends.trusting(trusted).getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        socket.setNeedClientAuth(true);
        return RawServer.start(socket, client -> {
            while (client.readRequest()) {
                clients.add(((SSLSocket) client.socket())
                        .getSession()
                        .getPeerPrincipal()
                        .getName());
                client.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }
}
