package dev.postrider.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.web.ProblemException;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Without Kafka an event is refused in time, however many wait. */
class PublishWithoutKafkaIT {
    @Test
    void everySendEndsWithinItsDeadlineAsUnavailable() {
        KafkaClients clients = new KafkaClients(KafkaSettings.of("127.0.0.1:1"));
        try (RecordProducer producer =
                new RecordProducer(clients.producer("api", Duration.ofMillis(500), Duration.ofSeconds(1)))) {
            List<Integer> statuses = Flux.range(0, 50)
                    .flatMap(
                            i -> producer.send(new ProducerRecord<>("t", new byte[1]))
                                    .map(metadata -> 200)
                                    .onErrorResume(
                                            ProblemException.class,
                                            e -> Mono.just(e.problem().status().value())),
                            50)
                    .collectList()
                    .block(Duration.ofSeconds(30));

            assertThat(statuses).hasSize(50).containsOnly(503);
        }
    }
}
