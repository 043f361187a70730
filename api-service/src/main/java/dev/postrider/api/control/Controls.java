package dev.postrider.api.control;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.Topics;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells dispatchers what not to attempt. */
@Component
public class Controls {
    private final RecordProducer producer;
    private final Topics topics;

    Controls(RecordProducer producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    /** Completes once Kafka has it: from a second later on, nothing that it is about is started. */
    public Mono<Void> send(Control control) {
        return producer.partition(topics.controls(), DeliveryCodec.key(control.webhook()))
                .flatMap(partition -> producer.send(ControlCodec.encode(topics, partition, control)))
                .then();
    }
}
