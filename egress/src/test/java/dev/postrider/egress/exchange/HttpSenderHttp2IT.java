package dev.postrider.egress.exchange;

import static dev.postrider.egress.exchange.Sends.ENOUGH;
import static dev.postrider.egress.exchange.Sends.assertFailed;
import static dev.postrider.egress.exchange.Sends.assertSuccess;
import static dev.postrider.egress.exchange.Sends.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.AttemptOutcome.Responded;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.webhook.Access;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.AddressGuard.Verdict;
import dev.postrider.testkit.TestCertificate;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;

class HttpSenderHttp2IT {
    private static final int MAX_STREAMS = 10;

    private final TestCertificate certificate = TestCertificate.forLoopback();
    private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final Set<String> protocols = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<SocketAddress, AtomicInteger> streamsOf = new ConcurrentHashMap<>();
    private final AtomicInteger peakStreams = new AtomicInteger();
    private final DisposableServer server = server(HttpProtocol.H2, HttpProtocol.HTTP11);
    private final EgressSettings settings = EgressSettings.defaults("test").withTrust(Sends.trusting(certificate));
    private final Sender sender = new HttpSender(settings, AddressGuard.open());

    @AfterEach
    void close() {
        sender.close();
        server.disposeNow(Duration.ofSeconds(5));
    }

    @Test
    void oneConnectionCarriesManyDeliveries() {
        for (int i = 0; i < 30; i++) {
            assertSuccess(send("/ok"));
        }
        assertThat(protocols).containsExactly("HTTP/2.0");
        assertThat(clients).hasSize(1);
    }

    @Test
    void theFirstDeliveriesShareTheHandshake() {
        List<CompletableFuture<AttemptOutcome>> burst = burst(MAX_STREAMS, "/slow");
        burst.forEach(one -> assertSuccess(Sends.await(one)));
        assertThat(clients).hasSizeLessThanOrEqualTo(settings.eventLoops());
    }

    @Test
    void neverMoreStreamsThanTheReceiverAllows() {
        List<CompletableFuture<AttemptOutcome>> burst = burst(8 * MAX_STREAMS, "/slow");
        burst.forEach(one -> assertSuccess(Sends.await(one)));
        assertThat(requests).hasValue(8 * MAX_STREAMS);
        assertThat(peakStreams.get()).isBetween(2, MAX_STREAMS);
    }

    @Test
    void theExactBytesAndHeadersArrive() {
        byte[] body = "{\"a\":\"é\"}".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        OutboundRequest echo = new OutboundRequest(
                uri("/echo?a=%2F"), Map.of("Webhook-Id", "msg_1", "Content-Type", "application/json"), body, ENOUGH);
        Responded responded = (Responded) Sends.await(sender.send(echo));
        assertThat(responded.body()).isEqualTo("POST /echo?a=%2F msg_1 application/json Postrider/test " + body.length);
        assertThat(responded.headers()).containsEntry("x-two", "a, b");
    }

    @Test
    void aReceiversResetIsAResetAndSentOnce() {
        assertThat(assertFailed(send("/reset"), FailureKind.RESET).error()).contains("reset the HTTP/2 stream");
        assertThat(requests).hasValue(1);
        assertSuccess(send("/ok"));
        assertThat(clients).hasSize(1);
    }

    @Test
    void aConnectionThatClosesIsAResetAndSentOnce() {
        assertFailed(send("/goodbye"), FailureKind.RESET);
        assertThat(requests).hasValue(1);
        assertSuccess(send("/ok"));
        assertThat(clients).hasSize(2);
    }

    @Test
    void aDeadlineEndsTheStreamAndNotTheConnection() {
        assertSuccess(send("/ok"));
        AttemptOutcome late = Sends.await(sender.send(request(uri("/never"), Duration.ofMillis(300))));
        assertThat(assertFailed(late, FailureKind.TIMEOUT).error()).startsWith("no answer from");
        assertSuccess(send("/ok"));
        assertThat(clients).hasSize(1);
    }

    @Test
    void aHugeBodyIsCutAndTheConnectionGoesOn() {
        Responded responded = (Responded) send("/huge");
        assertThat(responded.status()).isEqualTo(200);
        assertThat(responded.body()).hasSize(1000);
        assertSuccess(send("/ok"));
        assertThat(clients).hasSize(1);
    }

    @Test
    void informationalAnswersAreNotTheAnswer() {
        assertThat(((Responded) send("/hints")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/headers70", "/headers100"})
    void headersThatAreTooLargeAreAProtocolFailure(String path) {
        assertThat(assertFailed(send(path), FailureKind.PROTOCOL).error())
                .isEqualTo("the headers of the answer are too large");
    }

    @Test
    void aReceiverWithoutHttp2GetsHttp1() {
        DisposableServer old = server(HttpProtocol.HTTP11);
        try {
            for (int i = 0; i < 5; i++) {
                URI url = URI.create("https://127.0.0.1:" + old.port() + "/ok");
                assertSuccess(Sends.await(sender.send(request(url, ENOUGH))));
            }
            assertThat(protocols).containsExactly("HTTP/1.1");
            assertThat(clients).hasSize(1);
        } finally {
            old.disposeNow(Duration.ofSeconds(5));
        }
    }

    @Test
    void whatTheGuardBeginsToForbidIsNotSentOnAWarmConnection() {
        AtomicBoolean forbidden = new AtomicBoolean();
        AddressGuard guard =
                (_, found) -> forbidden.get() ? new Verdict.Refused("not any more") : new Verdict.Allowed(found);
        try (Sender guarded = new HttpSender(settings, guard)) {
            assertSuccess(Sends.await(guarded.send(request(uri("/ok"), ENOUGH))));
            forbidden.set(true);
            Awaitility.await()
                    .atMost(3, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertFailed(Sends.await(guarded.send(request(uri("/ok"), ENOUGH))), FailureKind.REFUSED));
        }
    }

    @Test
    void aWarmConnectionServesNobodyWhoMayNotReachItsAddress() {
        OrganizationId acme = new OrganizationId("acme");
        AddressGuard guard = (to, found) ->
                acme.equals(to.organization()) ? new Verdict.Allowed(found) : new Verdict.Refused("not yours");
        try (Sender guarded = new HttpSender(settings, guard)) {
            for (int i = 0; i < 5; i++) {
                assertSuccess(sendAs(guarded, acme));
                assertFailed(sendAs(guarded, new OrganizationId("other")), FailureKind.REFUSED);
            }
            assertThat(clients).hasSize(1);
        }
    }

    private AttemptOutcome sendAs(Sender guarded, OrganizationId organization) {
        Target target = Target.of(uri("/ok").toString(), organization, Access.NONE);
        return Sends.await(guarded.send(new OutboundRequest(target, Map.of(), new byte[] {'x'}, ENOUGH)));
    }

    private List<CompletableFuture<AttemptOutcome>> burst(int count, String path) {
        return IntStream.range(0, count)
                .mapToObj(_ -> sender.send(request(uri(path), ENOUGH)))
                .toList();
    }

    private AttemptOutcome send(String path) {
        return Sends.await(sender.send(request(uri(path), ENOUGH)));
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.port() + path);
    }

    private DisposableServer server(HttpProtocol... spoken) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(spoken)
                .http2Settings(http2 -> http2.maxConcurrentStreams(MAX_STREAMS))
                .secure(spec -> spec.sslContext(tls(spoken)))
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .map(body -> body.readableBytes())
                        .defaultIfEmpty(0)
                        .flatMap(size -> answer(request, response, size)))
                .bindNow();
    }

    private SslProvider.GenericSslContextSpec<?> tls(HttpProtocol... spoken) {
        return spoken.length == 1
                ? Http11SslContextSpec.forServer(certificate.key(), certificate.certificate())
                : Http2SslContextSpec.forServer(certificate.key(), certificate.certificate());
    }

    private Mono<Long> slow(SocketAddress client) {
        AtomicInteger streams = streamsOf.computeIfAbsent(client, _ -> new AtomicInteger());
        peakStreams.accumulateAndGet(streams.incrementAndGet(), Math::max);
        return Mono.delay(Duration.ofMillis(300)).doOnNext(_ -> streams.decrementAndGet());
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, int size) {
        requests.incrementAndGet();
        protocols.add(request.protocol());
        SocketAddress client = Objects.requireNonNull(request.remoteAddress());
        clients.add(client);
        return switch (request.path()) {
            case "slow" -> slow(client).then(response.send());
            case "never" -> Mono.never();
            case "huge" ->
                response.sendByteArray(Flux.range(0, 1000).map(_ -> new byte[64 * 1024]))
                        .then();
            case "headers70" -> response.header("x-large", "y".repeat(70_000)).send();
            case "headers100" -> response.header("x-large", "y".repeat(100_000)).send();
            case "reset" ->
                Mono.fromRunnable(() -> response.withConnection(c -> {
                    var _ = c.channel().close();
                }));
            case "goodbye" ->
                Mono.fromRunnable(() -> response.withConnection(c -> {
                    var _ = c.channel().parent().close();
                }));
            case "hints" -> {
                response.withConnection(c -> {
                    var _ = c.channel()
                            .pipeline()
                            .firstContext()
                            .writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103")));
                });
                yield response.send();
            }
            case "echo" ->
                response.header("x-two", "a")
                        .addHeader("x-two", "b")
                        .send(Mono.just(Unpooled.copiedBuffer(
                                String.join(
                                        " ",
                                        request.method().name(),
                                        request.uri(),
                                        request.requestHeaders().get("webhook-id"),
                                        request.requestHeaders().get("content-type"),
                                        request.requestHeaders().get("user-agent"),
                                        Integer.toString(size)),
                                StandardCharsets.UTF_8)))
                        .then();
            default -> response.send();
        };
    }
}
