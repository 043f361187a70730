package dev.postrider.api.idempotency;

import dev.postrider.api.access.Caller;
import dev.postrider.api.access.CallerOf;
import dev.postrider.api.idempotency.RepeatedRequests.Answered;
import dev.postrider.api.idempotency.RepeatedRequests.Claimed;
import dev.postrider.api.idempotency.RepeatedRequests.OfAnother;
import dev.postrider.api.idempotency.RepeatedRequests.Request;
import dev.postrider.api.idempotency.RepeatedRequests.UnderWay;
import dev.postrider.api.web.IdempotencyKey;
import dev.postrider.api.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives a POST that is repeated with the same {@code Idempotency-Key} the answer that it got first, and does nothing again. Of
 * requests at the same time one is done, and the others are told to come again. What was refused is free to be repeated.
 *
 * <p>A request goes on when whoever asked is gone: who repeats it because no answer came gets the one that was made.
 */
@Component
@Order(100)
final class IdempotencyFilter implements WebFilter {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final String REPLAYED = "Idempotent-Replayed";

    /** As large as the largest that any route takes. */
    private static final DataSize MAX_BODY = DataSize.ofMegabytes(4);

    /** Their key makes the event's id; they need no database, and so may not wait for one. */
    private static final Set<String> PUBLISHING = Set.of("/api/v1/events", "/api/v1/events/batch");

    private final RepeatedRequests requests;

    IdempotencyFilter(RepeatedRequests requests) {
        this.requests = requests;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Optional<Caller> caller = CallerOf.request(exchange);
        if (!request.getMethod().equals(HttpMethod.POST)
                || caller.isEmpty()
                || PUBLISHING.contains(request.getPath().pathWithinApplication().value())) {
            return chain.filter(exchange);
        }
        return IdempotencyKey.of(request)
                .map(key -> body(request)
                        .flatMap(body ->
                                once(exchange, chain, body, new Request(caller.get(), hash(key), hash(request, body)))))
                .orElseGet(() -> chain.filter(exchange));
    }

    private Mono<Void> once(ServerWebExchange exchange, WebFilterChain chain, byte[] body, Request request) {
        return requests.claim(request).flatMap(known -> switch (known) {
            // Cached: who goes away does not end what is under way.
            case Claimed claimed ->
                chain.filter(recording(exchange, body, request, claimed))
                        .onErrorResume(error -> release(claimed).then(Mono.error(error)))
                        .cache();
            case UnderWay _ ->
                Mono.<Void>error(Problem.conflict(
                                "A request with this Idempotency-Key is being answered; repeat it in a moment.")
                        .withHeader("Retry-After", "2")
                        .toException());
            case OfAnother _ ->
                Mono.<Void>error(Problem.unprocessable(
                                "Idempotency-Key",
                                "came with another request before; a key is for one request and its repeats")
                        .toException());
            case Answered answered -> replay(exchange.getResponse(), answered.answer());
        });
    }

    private ServerWebExchange recording(ServerWebExchange exchange, byte[] body, Request request, Claimed claimed) {
        return exchange.mutate()
                .request(new Reread(exchange.getRequest(), body))
                .response(new RecordingResponse(
                        exchange.getResponse(),
                        answer -> answer.isKept()
                                ? requests.answered(request, claimed, answer).onErrorResume(IdempotencyFilter::forgo)
                                : release(claimed)))
                .build();
    }

    private Mono<Void> release(Claimed claimed) {
        return requests.release(claimed).onErrorResume(IdempotencyFilter::forgo);
    }

    /** What was done is done, and its answer is to be given. */
    private static Mono<Void> forgo(Throwable error) {
        LOG.warn("The answer to a request with an Idempotency-Key is not kept: {}", error.toString());
        return Mono.empty();
    }

    private static Mono<Void> replay(ServerHttpResponse response, RecordedAnswer answer) {
        response.setRawStatusCode(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().set(name, value));
        response.getHeaders().set(REPLAYED, "true");
        return answer.body().isEmpty()
                ? response.setComplete()
                : response.writeWith(Mono.fromSupplier(
                        () -> response.bufferFactory().wrap(answer.body().getBytes(StandardCharsets.UTF_8))));
    }

    private static Mono<byte[]> body(ServerHttpRequest request) {
        return DataBufferUtils.join(request.getBody(), Math.toIntExact(MAX_BODY.toBytes()))
                .map(IdempotencyFilter::bytes)
                .defaultIfEmpty(new byte[0])
                .onErrorMap(
                        DataBufferLimitException.class,
                        _ -> Problem.tooLarge("The body is larger than the " + MAX_BODY.toBytes()
                                        + " bytes that are allowed here.")
                                .toException());
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static String hash(ServerHttpRequest request, byte[] body) {
        MessageDigest digest = sha256();
        digest.update((request.getURI().getRawPath() + "?" + request.getURI().getRawQuery() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(body));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A request whose body was read. */
    private static final class Reread extends ServerHttpRequestDecorator {
        private final byte[] body;

        Reread(ServerHttpRequest delegate, byte[] body) {
            super(delegate);
            this.body = body;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return body.length == 0
                    ? Flux.empty()
                    : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
        }
    }
}
