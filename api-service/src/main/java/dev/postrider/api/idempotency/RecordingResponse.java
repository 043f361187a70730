package dev.postrider.api.idempotency;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response that is kept before it is sent. It holds status and headers itself until then, so an answer is kept whole also
 * when whoever asked is gone.
 */
final class RecordingResponse extends ServerHttpResponseDecorator {
    private final HttpHeaders headers = new HttpHeaders();
    private final Function<RecordedAnswer, Mono<Void>> keep;
    private @Nullable HttpStatusCode status;

    /**
     * @param keep keeps an answer; never fails
     */
    RecordingResponse(ServerHttpResponse delegate, Function<RecordedAnswer, Mono<Void>> keep) {
        super(delegate);
        this.keep = keep;
    }

    @Override
    public boolean setStatusCode(@Nullable HttpStatusCode code) {
        status = code;
        return true;
    }

    @Override
    public @Nullable HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public boolean setRawStatusCode(@Nullable Integer value) {
        return setStatusCode(value == null ? null : HttpStatusCode.valueOf(value));
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return DataBufferUtils.join(body)
                .map(RecordingResponse::bytes)
                .defaultIfEmpty(new byte[0])
                .flatMap(this::finish);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return writeWith(Flux.from(body).concatMap(part -> part));
    }

    @Override
    public Mono<Void> setComplete() {
        return finish(new byte[0]);
    }

    private Mono<Void> finish(byte[] body) {
        int code = status == null ? 200 : status.value();
        return keep.apply(RecordedAnswer.of(code, headers, body)).then(Mono.defer(() -> send(code, body)));
    }

    private Mono<Void> send(int code, byte[] body) {
        ServerHttpResponse response = getDelegate();
        if (response.isCommitted()) {
            return Mono.empty();
        }
        response.setRawStatusCode(code);
        response.getHeaders().putAll(headers);
        return body.length == 0
                ? response.setComplete()
                : response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
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
}
