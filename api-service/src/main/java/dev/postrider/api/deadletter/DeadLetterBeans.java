package dev.postrider.api.deadletter;

import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The reader of the topic of dead letters. */
@Configuration(proxyBeanMethods = false)
class DeadLetterBeans {
    /** Places lie apart, so most of what is fetched beyond one is thrown away. */
    private static final DataSize MAX_PARTITION_FETCH = DataSize.ofKilobytes(256);

    private static final DataSize MAX_FETCH = DataSize.ofMegabytes(4);

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @Bean(destroyMethod = "close")
    DeadLetterReader deadLetterReader(KafkaClients clients, Topics topics) {
        Map<String, Object> overrides = Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                (int) MAX_PARTITION_FETCH.toBytes(),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                (int) MAX_FETCH.toBytes(),
                // What is read stands there already; a fetch that waits for more would hold up the next reading.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                0);
        return new DeadLetterReader(() -> clients.reader("dead-letters", overrides), topics.deadLetter(), DEADLINE);
    }
}
