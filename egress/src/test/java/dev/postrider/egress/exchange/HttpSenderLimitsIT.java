package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.request;
import static dev.postrider.egress.exchange.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Failed;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.connection.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderLimitsIT {
    private static final EgressSettings SETTINGS = EgressSettings.defaults("test");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Drip: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
    void aDripCostsOneSlotUntilTheDeadlineAndNoMore(String start) throws Exception {
        Duration deadline = Duration.ofSeconds(1);
        try (RawServer server = RawServer.start(client -> {
                    client.readRequest();
                    if (client.number() > 1) {
                        client.say(OK);
                        client.awaitEnd();
                    }
                    client.say(start);
                    drip(client);
                });
                Sender sender = new HttpSender(SETTINGS.withMaxConnections(8, 1), AddressGuard.open())) {
            CompletableFuture<AttemptOutcome> dripped = sender.send(request(server.uri("http"), deadline));
            Awaitility.await().atMost(ENOUGH).until(() -> server.connections() == 1);
            assertFailed(send(sender, server.uri("http"), ENOUGH), FailureKind.CONNECT);
            Failed timedOut = assertFailed(Sends.await(dripped), FailureKind.TIMEOUT);
            assertThat(timedOut.duration().toMillis()).isCloseTo(deadline.toMillis(), within(500L));
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
        }
    }

    private static void drip(RawServer.Client client) throws IOException, InterruptedException {
        while (true) {
            client.say("x");
            Thread.sleep(20);
        }
    }

    @Test
    void aHandshakeHasALimitOfItsOwn() throws Exception {
        try (RawServer server = RawServer.start(RawServer.Client::awaitEnd);
                Sender sender = new HttpSender(SETTINGS.withTlsTimeout(Duration.ofMillis(300)), AddressGuard.open())) {
            Failed failed = assertFailed(send(sender, server.uri("https"), ENOUGH), FailureKind.TIMEOUT);
            assertThat(failed.error()).endsWith("did not complete the TLS handshake in time");
            assertThat(failed.duration()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void theLimitOfAllConnectionsHoldsOverAllAddresses() throws Exception {
        try (RawServer one = RawServer.start(RawServer.Client::awaitEnd);
                RawServer two = RawServer.start(RawServer.Client::awaitEnd);
                Sender sender = new HttpSender(SETTINGS.withMaxConnections(1, 1), AddressGuard.open())) {
            CompletableFuture<AttemptOutcome> hanging = sender.send(request(one.uri("http"), ENOUGH));
            Awaitility.await().atMost(ENOUGH).until(() -> one.connections() == 1);
            assertThat(assertFailed(send(sender, two.uri("http"), ENOUGH), FailureKind.CONNECT)
                            .error())
                    .contains("is free");
            hanging.cancel(true);
            Awaitility.await()
                    .atMost(ENOUGH)
                    .untilAsserted(() -> assertThat(send(sender, two.uri("http"), Duration.ofMillis(200))
                                    .error())
                            .startsWith("no answer"));
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = RawServer.start(client -> {
                    client.readRequest();
                    client.say(OK);
                    client.awaitEnd();
                    ended.countDown();
                });
                Sender sender = new HttpSender(SETTINGS.withIdleTimeout(Duration.ofMillis(200)), AddressGuard.open())) {
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionIsUsedByWhicheverLoopSends() throws Exception {
        try (RawServer server = RawServer.start(client -> {
                    while (client.readRequest()) {
                        client.say(OK);
                    }
                });
                Sender sender = new HttpSender(SETTINGS, AddressGuard.open())) {
            for (int i = 0; i < 10; i++) {
                CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
                sender.execute(() -> {
                    var _ = sender.send(request(server.uri("http"), ENOUGH)).thenAccept(outcome::complete);
                });
                assertSuccess(Sends.await(outcome));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void withoutANativeTransportItWorksAsWell() throws Exception {
        try (RawServer server = RawServer.start(client -> {
                    client.readRequest();
                    client.say(OK);
                    client.awaitEnd();
                });
                Sender sender = new HttpSender(SETTINGS, AddressGuard.open(), Transport.nio())) {
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
        }
    }
}
