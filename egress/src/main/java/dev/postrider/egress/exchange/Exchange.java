package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.exchange.FailureClassifier.Reached;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/** One request and its answer. Made for a single subscription. */
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** How far it came, for the words of a timeout. */
    private enum Phase {
        CONNECTING,
        AWAITING_ANSWER,
        READING_BODY
    }

    private final EgressSettings settings;
    private final OutboundRequest request;
    private final String target;
    private final BodyHead body;
    private final long startedNanos = System.nanoTime();

    /** Written by the connection's event loop, read by the thread of the deadline. */
    private volatile Phase phase = Phase.CONNECTING;

    Exchange(EgressSettings settings, OutboundRequest request) {
        this.settings = settings;
        this.request = request;
        this.target = target(request.url());
        this.body = new BodyHead(settings.maxBodyBytes());
    }

    /** The exchange, from the look-up of the name to the end of the body, under one deadline. Ends without an error. */
    Mono<AttemptOutcome> outcome(HttpClient client) {
        return client.post()
                .uri(request.url())
                .send(this::write)
                .responseConnection(this::read)
                .next()
                .switchIfEmpty(Mono.error(() -> new IOException("no answer")))
                .timeout(request.timeout(), Mono.fromSupplier(this::timedOut))
                .onErrorResume(error -> Mono.fromSupplier(() -> failed(error)));
    }

    private Publisher<Void> write(HttpClientRequest head, NettyOutbound outbound) {
        phase = Phase.AWAITING_ANSWER;
        HttpHeaders headers = head.requestHeaders();
        headers.set(HttpHeaderNames.USER_AGENT, settings.userAgent());
        request.headers().forEach(headers::set);
        // A single buffer goes out together with its head, with its length.
        return outbound.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(request.body())));
    }

    private Publisher<AttemptOutcome> read(HttpClientResponse head, Connection connection) {
        phase = Phase.READING_BODY;
        return connection
                .inbound()
                .receive()
                .doOnNext(body::add)
                // Ending the stream early closes the connection, so the rest is not read.
                .takeUntil(chunk -> body.isExceeded())
                .then(Mono.create(sink -> connection
                        .channel()
                        .eventLoop()
                        // The connection returns to its pool right after this signal; the outcome follows it, so that
                        // whoever sends next finds it there and the pool never holds more than are in flight.
                        .execute(() -> sink.success(responded(head)))));
    }

    private AttemptOutcome responded(HttpClientResponse head) {
        return new AttemptOutcome.Responded(
                head.status().code(), ResponseHeaders.of(head.responseHeaders()), body.text(), elapsed());
    }

    private AttemptOutcome timedOut() {
        String seconds = seconds(request.timeout());
        return fail(
                FailureKind.TIMEOUT,
                switch (phase) {
                    case CONNECTING -> "no connection to " + target + " within " + seconds;
                    case AWAITING_ANSWER -> "no answer from " + target + " within " + seconds;
                    case READING_BODY -> "the answer of " + target + " was not complete within " + seconds;
                });
    }

    private AttemptOutcome failed(Throwable error) {
        Reached reached = phase == Phase.CONNECTING ? Reached.NOTHING : Reached.CONNECTION;
        boolean tls = "https".equalsIgnoreCase(request.url().getScheme());
        FailureClassifier.Failure failure = FailureClassifier.classify(error, target, tls, reached);
        if (!failure.expected()) {
            log.warn("An exchange with {} failed in a way that is not foreseen", target, error);
        }
        return fail(failure.kind(), failure.error());
    }

    private AttemptOutcome fail(FailureKind kind, String error) {
        return new AttemptOutcome.Failed(kind, error, elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private static String target(URI url) {
        return url.getPort() == -1 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private static String seconds(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
