package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.DnsSettings;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.ProxySettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.GuardRules;
import dev.postrider.egress.address.OutboundGuard;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxiedSenderIT {
    private static final InetAddress ALLOWED = InetAddress.ofLiteral("127.0.0.2");

    @Test
    void httpsGoesThroughATunnelToTheAddressThatWasChecked() throws Exception {
        TestCertificate certificate = TestCertificate.forHost("hooks.example");
        try (ScriptedReceiver receiver =
                        ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(certificate));
                TestProxy proxy = TestProxy.start();
                FakeDns dns = new FakeDns(Optional.of(ALLOWED), Duration.ofMinutes(1));
                Sender sender =
                        new HttpSender(through(proxy, dns, false).withTrust(Sends.trusting(certificate)), guard())) {
            receiver.on("/hook").reply(200);
            URI url = URI.create("https://hooks.example:" + receiver.port() + "/hook");

            assertSuccess(send(sender, url, ENOUGH));
            assertSuccess(send(sender, url, ENOUGH));

            assertThat(proxy.heads()).hasSize(1);
            assertThat(proxy.heads().get(0))
                    .startsWith("CONNECT 127.0.0.2:" + receiver.port() + " HTTP/1.1\r\n")
                    .contains("proxy-authorization: Basic bWU6czNjcmV0\r\n");
            assertThat(receiver.requests("/hook").get(0).header("Proxy-Authorization"))
                    .isEmpty();
            assertThat(receiver.requests("/hook").get(0).header("Host")).contains("hooks.example:" + receiver.port());
        }
    }

    @Test
    void plainHttpIsSaidToTheProxyInAbsoluteForm() throws Exception {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                TestProxy proxy = TestProxy.start();
                FakeDns dns = new FakeDns(Optional.of(ALLOWED), Duration.ofMinutes(1));
                Sender sender = new HttpSender(through(proxy, dns, false), guard())) {
            receiver.on("/hook").reply(200);

            assertSuccess(send(sender, URI.create("http://hooks.example:" + receiver.port() + "/hook?a=b"), ENOUGH));

            assertThat(proxy.heads().get(0))
                    .startsWith("POST http://hooks.example:" + receiver.port() + "/hook?a=b HTTP/1.1\r\n")
                    .contains("proxy-authorization: Basic bWU6czNjcmV0\r\n");
        }
    }

    @Test
    void theGuardIsAskedBeforeTheProxyIs() throws Exception {
        try (TestProxy proxy = TestProxy.start();
                FakeDns dns = new FakeDns(Optional.of(InetAddress.ofLiteral("10.0.0.1")), Duration.ofMinutes(1));
                Sender sender = new HttpSender(through(proxy, dns, false), guard())) {
            assertFailed(send(sender, URI.create("https://hooks.example/hook"), ENOUGH), FailureKind.REFUSED);
            assertFailed(send(sender, URI.create("http://hooks.example/hook"), ENOUGH), FailureKind.REFUSED);
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @Test
    void whereTheProxyLooksUpItIsGivenTheNameAndOnlyNamesAndPortsAreJudged() throws Exception {
        TestCertificate certificate = TestCertificate.forHost("hooks.example");
        try (ScriptedReceiver receiver =
                        ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(certificate));
                TestProxy proxy = TestProxy.start();
                FakeDns dns = new FakeDns(Optional.empty(), Duration.ofMinutes(1));
                Sender sender =
                        new HttpSender(through(proxy, dns, true).withTrust(Sends.trusting(certificate)), guard())) {
            receiver.on("/hook").reply(200);

            assertSuccess(send(sender, URI.create("https://hooks.example:" + receiver.port() + "/hook"), ENOUGH));
            assertFailed(send(sender, URI.create("https://10.0.0.1/hook"), ENOUGH), FailureKind.REFUSED);
            assertFailed(send(sender, URI.create("https://hooks.example:25/hook"), ENOUGH), FailureKind.REFUSED);

            assertThat(dns.asked()).isZero();
            assertThat(proxy.heads()).hasSize(1);
            assertThat(proxy.heads().get(0)).startsWith("CONNECT hooks.example:" + receiver.port() + " ");
        }
    }

    @Test
    void whyTheProxyDoesNotConnectIsSaid() throws Exception {
        try (TestProxy unauthorized = TestProxy.refusing("HTTP/1.1 407 Proxy Authentication Required");
                TestProxy forbidden = TestProxy.refusing("HTTP/1.1 403 Forbidden")) {
            assertThat(error(unauthorized.port())).contains("credentials").doesNotContain("s3cret");
            assertThat(error(forbidden.port())).contains("the proxy does not connect (HTTP 403)");
        }
        assertThat(error(9)).contains("the proxy cannot be reached");
    }

    private static String error(int proxyPort) {
        ProxySettings proxy = new ProxySettings("127.0.0.1", proxyPort, "me", "s3cret", false);
        try (Sender sender = new HttpSender(EgressSettings.defaults("test").withProxy(proxy), AddressGuard.open())) {
            return assertFailed(send(sender, URI.create("https://127.0.0.3/hook"), ENOUGH), FailureKind.CONNECT)
                    .error();
        }
    }

    private static EgressSettings through(TestProxy proxy, FakeDns dns, boolean resolvesNames) {
        DnsSettings names = new DnsSettings(
                Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(2), List.of(dns.server()));
        return EgressSettings.defaults("test")
                .withDns(names)
                .withProxy(new ProxySettings("127.0.0.1", proxy.port(), "me", "s3cret", resolvesNames));
    }

    private static AddressGuard guard() {
        return new OutboundGuard(false, null, new GuardRules(List.of(ALLOWED.getHostAddress()), null, null), Map.of());
    }
}
