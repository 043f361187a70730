package dev.postrider.api.deliverylog;

import dev.postrider.kafka.KafkaClients;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.util.unit.DataSize;

/** Makes the log writer's consumers. */
final class LogConsumers implements Supplier<Consumer<byte[], byte[]>> {
    /** With a batch's rows in JSON beside it, what a writer holds in memory is a small multiple of this. */
    private static final DataSize MAX_FETCH = DataSize.ofMegabytes(8);

    private final KafkaClients clients;
    private final DeliveryLogProperties properties;

    LogConsumers(KafkaClients clients, DeliveryLogProperties properties) {
        this.clients = clients;
        this.properties = properties;
    }

    @Override
    public Consumer<byte[], byte[]> get() {
        return clients.groupConsumer(
                properties.group(),
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        properties.batchRecords(),
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        (int) MAX_FETCH.toBytes()));
    }
}
