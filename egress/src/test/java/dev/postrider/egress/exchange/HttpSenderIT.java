package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Failed;
import dev.postrider.common.delivery.AttemptOutcome.Responded;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSenderIT {
    private static final Duration ENOUGH = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(700);

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Sender sender = new HttpSender(EgressSettings.defaults("1.2.3"), AddressGuard.open());

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 404, 410, 500, 503})
    void theStatusOfTheAnswerIsTheOutcome(int status) {
        receiver.on("/hook").reply(status);
        Responded responded = responded(send("/hook", ENOUGH));
        assertThat(responded.status()).isEqualTo(status);
        assertThat(responded.duration()).isBetween(Duration.ofNanos(1), ENOUGH);
    }

    @Test
    void theExactBytesAndHeadersArrive() {
        receiver.on("/hook").reply(200);
        byte[] body = new byte[200_000];
        new Random(1).nextBytes(body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-signature", "v1,abc v1,def");
        send(new OutboundRequest(receiver.uri("/hook?a=%2F&b=c%20d"), headers, body, ENOUGH));
        ReceivedRequest received = receiver.requests("/hook").get(0);
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.query()).isEqualTo("a=%2F&b=c%20d");
        assertThat(received.body()).isEqualTo(body);
        assertThat(received.headers("content-length")).containsExactly("200000");
        assertThat(received.headers("content-type")).containsExactly("application/json");
        assertThat(received.headers("webhook-signature")).containsExactly("v1,abc v1,def");
        assertThat(received.headers("user-agent")).containsExactly("Postrider/1.2.3");
        assertThat(received.headers("host")).containsExactly("127.0.0.1:" + receiver.port());
        assertThat(received.headers("transfer-encoding")).isEmpty();
        assertThat(received.headers("accept-encoding")).isEmpty();
    }

    @Test
    void theRequestsOwnUserAgentReplacesTheDefault() {
        receiver.on("/hook").reply(200);
        send(new OutboundRequest(receiver.uri("/hook"), Map.of("User-Agent", "Custom/1"), new byte[0], ENOUGH));
        assertThat(receiver.requests("/hook").get(0).headers("user-agent")).containsExactly("Custom/1");
    }

    @Test
    void aRedirectIsNotFollowed() {
        receiver.on("/hook").redirect(receiver.uri("/elsewhere"));
        receiver.on("/elsewhere").reply(200);
        Responded responded = responded(send("/hook", ENOUGH));
        assertThat(responded.status()).isEqualTo(302);
        assertThat(responded.headers()).containsEntry("location", receiver.url("/elsewhere"));
        assertThat(receiver.count("/elsewhere")).isZero();
    }

    @Test
    void headersAndBodyOfTheAnswerAreKept() {
        receiver.on("/hook")
                .then(Answer.tooManyRequests("17")
                        .header("X-Two", "a")
                        .header("x-two", "b")
                        .body("slow down, naïve"));
        Responded responded = responded(send("/hook", ENOUGH));
        assertThat(responded.headers()).containsEntry("retry-after", "17").containsEntry("x-two", "a, b");
        assertThat(responded.body()).isEqualTo("slow down, naïve");
    }

    @Test
    void aChunkedBodyIsReadToItsEnd() {
        receiver.on("/hook").then(Answer.chunked("one ", "two ", "three"));
        assertThat(responded(send("/hook", ENOUGH)).body()).isEqualTo("one two three");
    }

    @Test
    void informationalAnswersAreNotTheAnswer() {
        receiver.on("/hook")
                .then(Answer.raw("HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                        + "HTTP/1.1 102 Processing\r\n\r\n"
                        + "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"));
        Responded responded = responded(send("/hook", ENOUGH));
        assertThat(responded.status()).isEqualTo(201);
        assertThat(responded.body()).isEqualTo("ok");
    }

    @Test
    void connectionsAreUsedAgain() {
        receiver.on("/hook").reply(200);
        for (int i = 0; i < 20; i++) {
            assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        }
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void aHugeBodyIsCutAndItsConnectionIsNotUsedAgain() {
        receiver.on("/hook").then(Answer.huge(1L << 30)).then(200);
        Responded responded = responded(send("/hook", ENOUGH));
        assertThat(responded.status()).isEqualTo(200);
        assertThat(responded.body()).hasSize(1000);
        assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void aBodyAtTheLimitKeepsItsConnection() {
        receiver.on("/hook").then(Answer.huge(64 * 1024)).then(200);
        send("/hook", ENOUGH);
        assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void aResetIsReportedAndTheRequestIsSentOnce() {
        receiver.on("/hook").reset().then(200);
        assertFailed(send("/hook", ENOUGH), FailureKind.RESET);
        assertThat(receiver.count("/hook")).isEqualTo(1);
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void aResetOfAUsedConnectionIsReportedAndTheRequestIsSentOnce() {
        receiver.on("/hook").reply(200).reset().then(200);
        assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        assertFailed(send("/hook", ENOUGH), FailureKind.RESET);
        assertThat(receiver.count("/hook")).isEqualTo(2);
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void aCloseWithoutAnAnswerIsAReset() {
        receiver.on("/hook").close().then(200);
        assertFailed(send("/hook", ENOUGH), FailureKind.RESET);
        assertThat(receiver.count("/hook")).isEqualTo(1);
    }

    @Test
    void aBodyThatBreaksOffIsAReset() {
        receiver.on("/hook").then(Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
        assertFailed(send("/hook", ENOUGH), FailureKind.RESET);
    }

    @Test
    void aReceiverThatNeverAnswersIsCutAtTheDeadline() {
        receiver.on("/hook").hang();
        Failed failed = assertFailed(send("/hook", SHORT), FailureKind.TIMEOUT);
        assertThat(failed.error()).isEqualTo("no answer from 127.0.0.1:" + receiver.port() + " within 700 ms");
        assertThat(failed.duration().toMillis()).isCloseTo(SHORT.toMillis(), within(400L));
    }

    @Test
    void aReceiverThatDripsIsCutAtTheDeadline() {
        receiver.on("/hook").drip("x".repeat(1000), Duration.ofMillis(50)).then(200);
        Failed failed = assertFailed(send("/hook", SHORT), FailureKind.TIMEOUT);
        assertThat(failed.error()).contains("was not complete");
        assertThat(failed.duration().toMillis()).isCloseTo(SHORT.toMillis(), within(400L));
        assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void garbageIsAProtocolFailure() {
        receiver.on("/hook").then(Answer.garbage());
        assertThat(assertFailed(send("/hook", ENOUGH), FailureKind.PROTOCOL).error())
                .isEqualTo("the answer is not valid HTTP");
    }

    @Test
    void aMegabyteOfHeadersIsAProtocolFailure() {
        String line = "X-Header: " + "v".repeat(990) + "\r\n";
        receiver.on("/hook").then(Answer.raw("HTTP/1.1 200 OK\r\n" + line.repeat(1000) + "\r\n"));
        assertThat(assertFailed(send("/hook", ENOUGH), FailureKind.PROTOCOL).error())
                .isEqualTo("the headers of the answer are too large");
    }

    @Test
    void anUnknownHostIsADnsFailure() {
        AttemptOutcome outcome = send(request(URI.create("http://no-such-host.invalid/hook?secret=1"), ENOUGH));
        assertThat(assertFailed(outcome, FailureKind.DNS).error())
                .contains("no-such-host.invalid")
                .doesNotContain("secret");
    }

    @Test
    void aPortThatNobodyListensOnIsAConnectFailure() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        AttemptOutcome outcome = send(request(URI.create("http://127.0.0.1:" + port + "/hook?secret=1"), ENOUGH));
        assertThat(assertFailed(outcome, FailureKind.CONNECT).error())
                .isEqualTo("the connection to 127.0.0.1:" + port + " was refused");
    }

    @Test
    void aUrlThatIsNotHttpIsRefused() {
        assertFailed(send(request(URI.create("ftp://127.0.0.1/hook"), ENOUGH)), FailureKind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]"})
    void whatTheGuardForbidsIsNeverConnectedTo(String host) {
        AddressGuard none = (to, _) -> new AddressGuard.Verdict.Refused("not here: " + to.host());
        try (Sender guarded = new HttpSender(EgressSettings.defaults("test"), none)) {
            URI url = URI.create("http://" + host + ":" + receiver.port() + "/hook");
            Failed failed = assertFailed(guarded.send(request(url, ENOUGH)).join(), FailureKind.REFUSED);
            assertThat(failed.error()).startsWith("not here: ");
        }
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void theAddressThatTheGuardPassesOnIsTheOneConnectedTo() {
        receiver.on("/hook").reply(200);
        AddressGuard elsewhere =
                (_, _) -> new AddressGuard.Verdict.Allowed(List.of(InetAddress.ofLiteral("127.0.0.1")));
        try (Sender guarded = new HttpSender(EgressSettings.defaults("test"), elsewhere)) {
            URI url = URI.create("http://127.0.0.2:" + receiver.port() + "/hook");
            assertThat(guarded.send(request(url, ENOUGH)).join().isSuccess()).isTrue();
        }
        assertThat(receiver.requests("/hook").get(0).headers("host")).containsExactly("127.0.0.2:" + receiver.port());
    }

    @Test
    void aFullPoolFailsTheSendAtOnce() {
        receiver.on("/hook").hang();
        try (Sender small =
                new HttpSender(EgressSettings.defaults("test").withMaxConnections(8, 2), AddressGuard.open())) {
            List<CompletableFuture<AttemptOutcome>> hanging = Stream.generate(
                            () -> small.send(request(receiver.uri("/hook"), Duration.ofSeconds(2))))
                    .limit(2)
                    .toList();
            receiver.awaitRequests("/hook", 2, ENOUGH);
            Failed third = assertFailed(
                    small.send(request(receiver.uri("/hook"), ENOUGH)).join(), FailureKind.CONNECT);
            assertThat(third.error()).contains("is free");
            assertThat(third.duration()).isLessThan(Duration.ofSeconds(1));
            hanging.forEach(first -> assertFailed(first.join(), FailureKind.TIMEOUT));
        }
    }

    @Test
    void aThousandExchangesAtOnceAllEnd() {
        receiver.on("/hook").then(Answer.after(Duration.ofMillis(200), Answer.status(200)));
        List<CompletableFuture<AttemptOutcome>> all = Stream.generate(
                        () -> sender.send(request(receiver.uri("/hook"), Duration.ofSeconds(20))))
                .limit(1000)
                .toList();
        assertThat(all).allSatisfy(one -> assertThat(one.join().isSuccess()).isTrue());
        assertThat(receiver.count("/hook")).isEqualTo(1000);
    }

    @Test
    void cancellingClosesTheConnection() {
        receiver.on("/hook").hang().then(200);
        CompletableFuture<AttemptOutcome> cancelled = sender.send(request(receiver.uri("/hook"), ENOUGH));
        receiver.awaitRequests("/hook", 1, ENOUGH);
        cancelled.cancel(true);
        assertThat(send("/hook", ENOUGH).isSuccess()).isTrue();
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void closingEndsWhatIsUnderWay() {
        receiver.on("/hook").hang();
        CompletableFuture<AttemptOutcome> open = sender.send(request(receiver.uri("/hook"), Duration.ofSeconds(60)));
        receiver.awaitRequests("/hook", 1, ENOUGH);
        sender.close();
        Awaitility.await().atMost(8, TimeUnit.SECONDS).until(open::isDone);
        assertFailed(open.join(), FailureKind.RESET);
        assertFailed(send("/hook", ENOUGH), FailureKind.RESET);
    }

    @Test
    void batchesRunOnTheLoopsInTurnAndTheirSendsArrive() {
        receiver.on("/hook").reply(200);
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<AttemptOutcome>> outcomes = Stream.generate(CompletableFuture<AttemptOutcome>::new)
                .limit(40)
                .toList();
        outcomes.forEach(outcome -> sender.execute(() -> {
            threads.add(Thread.currentThread());
            relay(sender.send(request(receiver.uri("/hook"), ENOUGH)), outcome);
        }));
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.join().isSuccess()).isTrue());
        assertThat(receiver.count("/hook")).isEqualTo(40);
        assertThat(Set.copyOf(threads))
                .hasSize(EgressSettings.defaults("test").eventLoops())
                .allSatisfy(thread -> assertThat(thread.getName()).startsWith("egress"));
    }

    @Test
    void aBatchAfterTheCloseRunsElsewhereAndItsSendsFail() {
        sender.close();
        CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        sender.execute(() -> {
            ranOn.complete(Thread.currentThread());
            relay(sender.send(request(receiver.uri("/hook"), ENOUGH)), outcome);
        });
        assertFailed(outcome.orTimeout(10, TimeUnit.SECONDS).join(), FailureKind.RESET);
        assertThat(ranOn.join()).isNotEqualTo(Thread.currentThread());
    }

    private static void relay(CompletableFuture<AttemptOutcome> from, CompletableFuture<AttemptOutcome> to) {
        var _ = from.thenAccept(to::complete);
    }

    private AttemptOutcome send(String path, Duration timeout) {
        return send(request(receiver.uri(path), timeout));
    }

    private AttemptOutcome send(OutboundRequest request) {
        return sender.send(request).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static OutboundRequest request(URI url, Duration timeout) {
        return new OutboundRequest(url, Map.of(), "{}".getBytes(StandardCharsets.UTF_8), timeout);
    }

    private static Responded responded(AttemptOutcome outcome) {
        assertThat(outcome).isInstanceOf(Responded.class);
        return (Responded) outcome;
    }

    private static Failed assertFailed(AttemptOutcome outcome, FailureKind kind) {
        assertThat(outcome).isInstanceOf(Failed.class);
        Failed failed = (Failed) outcome;
        assertThat(failed.kind()).as(failed.error()).isEqualTo(kind);
        return failed;
    }
}
