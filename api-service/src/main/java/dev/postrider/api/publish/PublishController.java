package dev.postrider.api.publish;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Quotas;
import dev.postrider.api.access.Role;
import dev.postrider.api.eventtype.Judging;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.IdempotencyKey;
import dev.postrider.common.metric.Metric;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Events over REST: accepted once Kafka has them on all in-sync replicas. The answer is a function of the request. */
@RestController
@RequestMapping("/api/v1/events")
class PublishController {
    private final Admission admission;
    private final Judging judging;
    private final RecordProducer producer;
    private final PublishSettings settings;
    private final Quotas quotas;
    private final Counter published;
    private final PublishTraces traces;

    PublishController(
            Admission admission,
            Judging judging,
            RecordProducer producer,
            PublishSettings settings,
            Quotas quotas,
            PublishTraces traces,
            Meters meters) {
        this.admission = admission;
        this.judging = judging;
        this.producer = producer;
        this.settings = settings;
        this.quotas = quotas;
        this.traces = traces;
        this.published = meters.counter(Metric.EVENTS_PUBLISHED);
    }

    @PostMapping
    Mono<ResponseEntity<byte[]>> publish(@Authorized(Role.PRODUCER) Caller caller, ServerHttpRequest request) {
        Optional<String> idempotencyKey = IdempotencyKey.of(request);
        int hops = Hops.of(request, settings.maxHops());
        return BodyReader.read(request, settings.maxSize())
                .doOnNext(_ -> count(caller, 1))
                .flatMap(body ->
                        judging.of(caller.organization(), () -> admission.judge(body, caller, idempotencyKey, hops)))
                .flatMap(verdict -> switch (verdict) {
                    case Admission.Verdict.Accepted accepted ->
                        traces.of(request, List.of(accepted), () -> producer.send(accepted.record()))
                                .doOnSuccess(_ -> published.increment())
                                .thenReturn(new BatchResult.Published(accepted.event(), accepted.deprecated()));
                    case Admission.Verdict.Refused refused ->
                        Mono.<BatchResult.Published>error(refused.problem().toException());
                })
                .map(published -> Answer.of(HttpStatus.ACCEPTED, json -> {
                    json.writeStartObject();
                    published.writeFields(json);
                    json.writeEndObject();
                }));
    }

    @PostMapping("/batch")
    Mono<ResponseEntity<byte[]>> publishBatch(@Authorized(Role.PRODUCER) Caller caller, ServerHttpRequest request) {
        Optional<String> idempotencyKey = IdempotencyKey.of(request);
        int hops = Hops.of(request, settings.maxHops());
        return BodyReader.read(request, settings.maxBatchSize())
                .map(body -> BatchParser.parse(body, settings.maxBatchEvents()))
                .doOnNext(events -> count(caller, events.size()))
                .flatMap(events -> judging.of(
                        caller.organization(),
                        () -> Batch.judge(
                                events,
                                event -> admission.judge(
                                        event.json().bytes(),
                                        caller,
                                        idempotencyKey.map(key -> key + "/" + event.index()),
                                        hops))))
                .flatMap(batch -> traces.of(request, batch.accepted(), () -> send(batch)))
                .map(BatchResult::toAnswer);
    }

    private void count(Caller caller, int events) {
        quotas.publish(caller, events).ifPresent(problem -> {
            throw problem.toException();
        });
    }

    /** In the order of the request. */
    private Mono<BatchResult> send(Batch batch) {
        if (batch.records().isEmpty()) {
            return Mono.just(batch.result(List.of()));
        }
        return producer.sendAll(batch.records())
                .flatMap(sent -> Flux.fromIterable(sent)
                        .concatMap(one -> Mono.fromFuture(one, true)
                                .doOnSuccess(_ -> published.increment())
                                .<Optional<Throwable>>map(metadata -> Optional.empty())
                                .onErrorResume(error -> Mono.just(Optional.of(error))))
                        .collectList())
                .map(batch::result);
    }
}
