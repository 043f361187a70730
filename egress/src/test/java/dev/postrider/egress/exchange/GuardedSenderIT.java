package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.egress.DnsSettings;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.GuardRules;
import dev.postrider.egress.address.OutboundGuard;
import dev.postrider.testkit.ScriptedReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The guard with real connections. 127.0.0.2 stands for a public address: it alone is allowed. */
class GuardedSenderIT {
    private static final InetAddress OUTSIDE = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress INSIDE = InetAddress.ofLiteral("127.0.0.1");

    private static final OrganizationId ACME = new OrganizationId("acme");
    private static final OrganizationId OTHER = new OrganizationId("other");

    @Test
    void aNameThatAlternatesBetweenOutsideAndInsideNeverLeadsInside() throws Exception {
        try (RawServer outside = RawServer.start(new InetSocketAddress(OUTSIDE, 0), GuardedSenderIT::answer);
                RawServer inside =
                        RawServer.start(new InetSocketAddress(INSIDE, outside.port()), GuardedSenderIT::answer);
                FakeDns dns = new FakeDns(Optional.of(OUTSIDE), Duration.ZERO);
                Sender sender = sender(dns)) {
            dns.takeTurnsWith(INSIDE);
            int delivered = 0;
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                // A name of its own each time, so that each is looked up.
                AttemptOutcome outcome = send(sender, url("n" + i % 20 + ".rebinding.example", outside), ENOUGH);
                if (outcome.isSuccess()) {
                    delivered++;
                } else {
                    assertFailed(outcome, FailureKind.REFUSED);
                    refused++;
                }
            }
            assertThat(delivered).isPositive();
            assertThat(refused).isPositive();
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aNameThatMovesInsideIsRefusedAlthoughItsConnectionIsWarm() throws Exception {
        try (RawServer outside = RawServer.start(new InetSocketAddress(OUTSIDE, 0), GuardedSenderIT::answer);
                RawServer inside =
                        RawServer.start(new InetSocketAddress(INSIDE, outside.port()), GuardedSenderIT::answer);
                FakeDns dns = new FakeDns(Optional.of(OUTSIDE), Duration.ofSeconds(1));
                Sender sender = sender(dns)) {
            URI url = url("moving.example", outside);
            assertSuccess(send(sender, url, ENOUGH));
            dns.moveTo(INSIDE);
            Awaitility.await()
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> !send(sender, url, ENOUGH).isSuccess());
            for (int i = 0; i < 20; i++) {
                assertFailed(send(sender, url, ENOUGH), FailureKind.REFUSED);
            }
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aNameWithAnAddressInsideBesidesOneOutsideIsRefused() throws Exception {
        try (RawServer outside = RawServer.start(new InetSocketAddress(OUTSIDE, 0), GuardedSenderIT::answer);
                FakeDns dns = new FakeDns(Optional.of(OUTSIDE), Duration.ofSeconds(1));
                Sender sender = sender(dns)) {
            dns.add(INSIDE);
            assertFailed(send(sender, url("both.example", outside), ENOUGH), FailureKind.REFUSED);
            assertThat(outside.connections()).isZero();
        }
    }

    @Test
    void whatIsRefusedByNameOrPortIsNotEvenLookedUp() {
        try (FakeDns dns = new FakeDns(Optional.of(OUTSIDE), Duration.ofSeconds(1));
                Sender sender = sender(dns)) {
            assertFailed(send(sender, URI.create("http://mail.example:25/"), ENOUGH), FailureKind.REFUSED);
            assertFailed(send(sender, URI.create("http://localhost/"), ENOUGH), FailureKind.REFUSED);
            assertFailed(send(sender, URI.create("http://169.254.169.254/"), ENOUGH), FailureKind.REFUSED);
            assertThat(dns.asked()).isZero();
        }
    }

    @Test
    void aWarmConnectionServesNobodyWhoMayNotReachItsAddress() {
        OutboundGuard guard = new OutboundGuard(
                false, null, GuardRules.NONE, Map.of(ACME, new GuardRules(List.of("127.0.0.1"), null, null)));
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                Sender sender = new HttpSender(EgressSettings.defaults("test"), guard)) {
            receiver.on("/hook").reply(200);
            for (int i = 0; i < 10; i++) {
                assertSuccess(sendAs(ACME, sender, receiver.uri("/hook")));
                assertFailed(sendAs(OTHER, sender, receiver.uri("/hook")), FailureKind.REFUSED);
            }
            assertThat(receiver.count("/hook")).isEqualTo(10);
        }
    }

    private static AttemptOutcome sendAs(OrganizationId organization, Sender sender, URI url) {
        Target target = Target.of(url.toString(), organization, Access.NONE);
        return Sends.await(sender.send(new OutboundRequest(target, Map.of(), new byte[] {'x'}, ENOUGH)));
    }

    private static URI url(String host, RawServer server) {
        return URI.create("http://" + host + ":" + server.port() + "/hook");
    }

    private static Sender sender(FakeDns dns) {
        DnsSettings settings = new DnsSettings(
                Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(2), List.of(dns.server()));
        OutboundGuard guard =
                new OutboundGuard(false, null, new GuardRules(List.of(OUTSIDE.getHostAddress()), null, null), Map.of());
        return new HttpSender(EgressSettings.defaults("test").withDns(settings), guard);
    }

    private static void answer(RawServer.Client client) throws IOException {
        while (client.readRequest()) {
            client.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }
}
