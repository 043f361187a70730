package dev.postrider.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients with the defaults that the guarantees rest on: idempotent producers that wait for all in-sync replicas, and
 * consumers that commit only when told and never jump over lost records.
 */
public final class KafkaClients {
    private final KafkaSettings settings;

    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * A producer whose {@code send} may block for {@code maxBlock} and whose records are refused after {@code delivery}.
     *
     * @param name for logs and metrics
     */
    public Producer<byte[], byte[]> producer(String name, Duration maxBlock, Duration delivery) {
        return producer(name, maxBlock, delivery, Map.of());
    }

    /**
     * The same with other settings.
     *
     * @param overrides on top of the defaults, such as the size of batches; the operator's own properties stand above them
     */
    public Producer<byte[], byte[]> producer(
            String name, Duration maxBlock, Duration delivery, Map<String, Object> overrides) {
        Map<String, Object> config = common(name);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicCatalogue.MAX_MESSAGE_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(5_000, delivery.toMillis() / 2));
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis());
        config.putAll(overrides);
        config.putAll(settings.propertiesOrNone());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A member of a consumer group. It has {@code auto.offset.reset=none}: whoever is assigned a partition without a
     * committed offset seeks to its beginning, and an offset that is out of range stops the service, because records were lost.
     *
     * @param group without the prefix
     * @param overrides on top of the defaults, such as fetch sizes
     */
    public Consumer<byte[], byte[]> groupConsumer(String group, Map<String, Object> overrides) {
        return consumer(groupConsumerConfig(group, overrides));
    }

    /** The configuration of {@link #groupConsumer}, for those who make the consumer themselves. */
    public Map<String, Object> groupConsumerConfig(String group, Map<String, Object> overrides) {
        Map<String, Object> config = common(group);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group(group));
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int)
                settings.sessionTimeoutOrDefault().toMillis());
        config.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                (int) settings.sessionTimeoutOrDefault().toMillis() / 4);
        String instance = settings.instanceId();
        if (instance != null) {
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        noAutomatisms(config);
        config.putAll(settings.propertiesOrNone());
        config.putAll(overrides);
        return config;
    }

    /** A consumer without a group, for a reader that assigns partitions itself. */
    public Consumer<byte[], byte[]> reader(String name, Map<String, Object> overrides) {
        Map<String, Object> config = common(name);
        noAutomatisms(config);
        config.putAll(settings.propertiesOrNone());
        config.putAll(overrides);
        return consumer(config);
    }

    public Admin admin() {
        Map<String, Object> config = common("admin");
        config.putAll(settings.propertiesOrNone());
        return Admin.create(config);
    }

    private static void noAutomatisms(Map<String, Object> config) {
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Producers of events may use transactions; what they abort was never published.
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> common(String name) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "postrider-" + name);
        return config;
    }
}
