package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.DnsSettings;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HttpSenderDnsIT {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("127.0.0.2");

    @Test
    void aChangeOfDnsIsFollowedWithinItsTtlAlthoughConnectionsAreWarm() throws Exception {
        try (RawServer before = RawServer.start(HttpSenderDnsIT::answer);
                RawServer after = RawServer.start(new InetSocketAddress(TWO, before.port()), HttpSenderDnsIT::answer);
                FakeDns dns = new FakeDns(Optional.of(ONE), Duration.ofSeconds(1));
                Sender sender = sender(dns)) {
            URI url = URI.create("http://moving.example:" + before.port() + "/hook");
            for (int i = 0; i < 20; i++) {
                assertSuccess(send(sender, url, ENOUGH));
            }
            assertThat(dns.asked()).as("questions while the answer is fresh").isLessThan(5);
            dns.moveTo(TWO);
            Awaitility.await()
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .atMost(4, TimeUnit.SECONDS)
                    .until(() -> send(sender, url, ENOUGH).isSuccess() && after.connections() > 0);
            assertThat(before.connections()).isEqualTo(1);
        }
    }

    @Test
    void aNameThatDidNotExistIsFoundSoonAfterItDoes() throws Exception {
        try (RawServer server = RawServer.start(HttpSenderDnsIT::answer);
                FakeDns dns = new FakeDns(Optional.empty(), Duration.ofSeconds(1));
                Sender sender = sender(dns)) {
            URI url = URI.create("http://new.example:" + server.port() + "/hook");
            assertFailed(send(sender, url, ENOUGH), FailureKind.DNS);
            int asked = dns.asked();
            assertFailed(send(sender, url, ENOUGH), FailureKind.DNS);
            assertThat(dns.asked()).as("the failure is remembered").isEqualTo(asked);
            dns.moveTo(ONE);
            Awaitility.await()
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> send(sender, url, ENOUGH).isSuccess());
        }
    }

    @Test
    void aNameServerThatDoesNotAnswerIsADnsFailure() {
        InetSocketAddress nobody = new InetSocketAddress(TWO, 9);
        DnsSettings silent = new DnsSettings(
                Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMillis(200), List.of(nobody));
        try (Sender sender = new HttpSender(EgressSettings.defaults("test").withDns(silent), AddressGuard.open())) {
            assertFailed(send(sender, URI.create("http://any.example/hook"), ENOUGH), FailureKind.DNS);
        }
    }

    private static Sender sender(FakeDns dns) {
        DnsSettings settings = new DnsSettings(
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                List.of(dns.server()));
        return new HttpSender(EgressSettings.defaults("test").withDns(settings), AddressGuard.open());
    }

    private static void answer(RawServer.Client client) throws IOException {
        while (client.readRequest()) {
            client.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }
}
