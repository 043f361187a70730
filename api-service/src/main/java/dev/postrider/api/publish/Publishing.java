package dev.postrider.api.publish;

import dev.postrider.api.access.Caller;
import dev.postrider.api.eventtype.Judging;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.common.id.EventId;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Publishes an event as {@code POST /events} does, for other features. */
@Component
public final class Publishing {
    private final Admission admission;
    private final Judging judging;
    private final RecordProducer producer;

    Publishing(Admission admission, Judging judging, RecordProducer producer) {
        this.admission = admission;
        this.judging = judging;
        this.producer = producer;
    }

    /**
     * The event's id once Kafka has it; an error with the problem where it is not taken.
     *
     * @param json the event in the native form
     * @param idempotencyKey from which an event without an id gets one
     */
    public Mono<EventId> publish(byte[] json, Caller caller, String idempotencyKey) {
        return judging.of(caller.organization(), () -> admission.judge(json, caller, Optional.of(idempotencyKey), 0))
                .flatMap(verdict -> switch (verdict) {
                    case Admission.Verdict.Accepted accepted ->
                        producer.send(accepted.record())
                                .thenReturn(
                                        Objects.requireNonNull(accepted.event().id()));
                    case Admission.Verdict.Refused refused ->
                        Mono.<EventId>error(refused.problem().toException());
                });
    }
}
