package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whatever a receiver does, there is an outcome in plain words and not a line in the log. */
class HttpSenderBadInputIT {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n";

    private final Sender sender = new HttpSender(EgressSettings.defaults("test"), AddressGuard.open());
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void close() {
        sender.close();
        root.detachAppender(logged);
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN) || event.getThrowableProxy() != null)
                .as("logged")
                .isEmpty();
    }

    static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                arguments("not HTTP", "\u0001\u0002 hello\r\n\r\n", FailureKind.PROTOCOL),
                arguments("a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\n", FailureKind.PROTOCOL),
                arguments("SSH", "SSH-2.0-OpenSSH_9.2\r\n", FailureKind.PROTOCOL),
                arguments("a megabyte of headers", HEAD + "X: y\r\n".repeat(170_000) + "\r\n", FailureKind.PROTOCOL),
                arguments("one header of a megabyte", HEAD + "X: " + "y".repeat(1 << 20), FailureKind.PROTOCOL),
                arguments("an endless status line", "HTTP/1.1 200 " + "O".repeat(1 << 20), FailureKind.PROTOCOL),
                arguments("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n", FailureKind.PROTOCOL),
                arguments(
                        "a chunk size that is no number",
                        HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n0\r\n\r\n",
                        FailureKind.PROTOCOL),
                arguments(
                        "a chunk size beyond all measure",
                        HEAD + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nbody",
                        FailureKind.PROTOCOL),
                arguments("a length that is no number", HEAD + "Content-Length: x\r\n\r\nbody", FailureKind.PROTOCOL),
                arguments("a negative length", HEAD + "Content-Length: -1\r\n\r\nbody", FailureKind.PROTOCOL),
                arguments(
                        "two lengths",
                        HEAD + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nbody",
                        FailureKind.PROTOCOL),
                arguments("fewer bytes than announced", HEAD + "Content-Length: 9\r\n\r\nbody", FailureKind.RESET),
                arguments(
                        "chunks without an end",
                        HEAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n",
                        FailureKind.RESET),
                arguments("half a status line", "HTTP/1.", FailureKind.RESET),
                arguments("half a head", HEAD + "Content-Le", FailureKind.RESET),
                arguments("nothing", "", FailureKind.RESET),
                arguments("only 100", "HTTP/1.1 100 Continue\r\n\r\n", FailureKind.RESET),
                arguments(
                        "another protocol",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                        FailureKind.PROTOCOL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenAnswers")
    void aBrokenAnswerIsAnOutcomeInPlainWords(String what, String answer, FailureKind kind) throws Exception {
        try (RawServer server = RawServer.start(client -> {
            client.readRequest();
            client.say(answer);
        })) {
            assertFailed(send(sender, server.uri("http"), ENOUGH), kind);
            assertThat(server.connections()).as(what).isEqualTo(1);
        }
    }

    @Test
    void aThousandInformationalAnswersPrecedeTheFinalOne() throws Exception {
        try (RawServer server = RawServer.start(client -> {
            client.readRequest();
            client.say(
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1000) + HEAD + "Content-Length: 0\r\n\r\n");
            client.awaitEnd();
        })) {
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
        }
    }

    @Test
    void whatFollowsAnAnswerIsNotTakenForTheNextOne() throws Exception {
        try (RawServer server = RawServer.start(client -> {
            while (client.readRequest()) {
                client.say(HEAD + "Content-Length: 0\r\n\r\nHTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aBodyLongerThanAnnouncedEndsAtItsLengthAndSpoilsTheConnection() throws Exception {
        try (RawServer server = RawServer.start(client -> {
            while (client.readRequest()) {
                client.say(HEAD + "Content-Length: 2\r\n\r\nokay");
            }
        })) {
            AttemptOutcome first = send(sender, server.uri("http"), ENOUGH);
            assertThat(((AttemptOutcome.Responded) first).body()).isEqualTo("ok");
            assertSuccess(send(sender, server.uri("http"), ENOUGH));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerBeforeTheRequestIsWrittenEndsTheExchange() throws Exception {
        try (RawServer server = RawServer.start(client -> {
            client.say("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
            client.awaitEnd();
        })) {
            OutboundRequest large = new OutboundRequest(server.uri("http"), Map.of(), new byte[8 << 20], ENOUGH);
            AttemptOutcome outcome = Sends.await(sender.send(large));
            assertThat(((AttemptOutcome.Responded) outcome).status()).isEqualTo(413);
        }
    }

    @Test
    void aRedirectToItselfIsNotFollowed() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/hook").redirect(receiver.uri("/hook"));
            AttemptOutcome outcome = send(sender, receiver.uri("/hook"), ENOUGH);
            assertThat(outcome.className()).isEqualTo("redirect");
            assertThat(outcome.error()).contains("redirects are not followed");
            assertThat(receiver.count("/hook")).isEqualTo(1);
        }
    }

    @Test
    void aHostThatDoesNotResolveIsNamed() {
        URI url = URI.create("http://no-such-host.invalid/hook?token=1");
        assertThat(assertFailed(send(sender, url, ENOUGH), FailureKind.DNS).error())
                .isEqualTo("the host name of no-such-host.invalid does not resolve");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 70, 255, 400})
    void aHostNameTooLongForDnsIsRefused(int length) {
        URI url = URI.create("http://" + "a".repeat(length) + ".invalid/hook");
        assertFailed(send(sender, url, ENOUGH), FailureKind.REFUSED);
    }

    @Test
    void aGuardThatBreaksIsAnOutcomeAtOnce() {
        AddressGuard broken = (_, _) -> {
            throw new IllegalStateException("bug");
        };
        try (Sender guarded = new HttpSender(EgressSettings.defaults("test"), broken)) {
            AttemptOutcome outcome = send(guarded, URI.create("http://127.0.0.1:1/hook"), ENOUGH);
            assertThat(outcome.isSuccess()).isFalse();
            assertThat(outcome.duration()).isLessThan(Duration.ofSeconds(10));
        }
        logged.list.clear();
    }

    @Test
    void badCertificatesAreTlsFailures() {
        for (TestCertificate bad : List.of(
                TestCertificate.forLoopback(), TestCertificate.expired(), TestCertificate.forHost("other.example"))) {
            try (ScriptedReceiver receiver =
                    ScriptedReceiver.start(ScriptedReceiver.Options.plain().withTls(bad))) {
                assertFailed(send(sender, receiver.uri("/hook"), ENOUGH), FailureKind.TLS);
            }
        }
    }

    @Test
    void aPeerThatClosesInTheHandshakeIsATlsFailure() throws Exception {
        try (RawServer server = RawServer.start(client -> client.in().read())) {
            assertFailed(send(sender, server.uri("https"), ENOUGH), FailureKind.TLS);
        }
    }

    @Test
    void aHeaderThatWouldSplitTheRequestIsRefused() throws Exception {
        try (RawServer server = RawServer.start(RawServer.Client::awaitEnd)) {
            for (Map<String, String> headers : List.of(
                    Map.of("X-A", "a\r\nX-B: b"),
                    Map.of("X A", "a"),
                    Map.of("X-A\r\nX-B", "a"),
                    Map.of("Content-Length", "0"),
                    Map.of("Transfer-Encoding", "chunked"))) {
                OutboundRequest request = new OutboundRequest(server.uri("http"), headers, new byte[1], ENOUGH);
                assertFailed(Sends.await(sender.send(request)), FailureKind.REFUSED);
            }
        }
    }

    @Test
    void aDeadlineThatPassesInTheHandshakeIsATimeout() throws Exception {
        try (RawServer server = RawServer.start(RawServer.Client::awaitEnd)) {
            assertFailed(send(sender, server.uri("https"), Duration.ofMillis(300)), FailureKind.TIMEOUT);
        }
    }
}
