package dev.postrider.e2e;

import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The program's broker as producer services and operators see it. */
final class Kafka implements AutoCloseable {
    private static final String EVENTS = "postrider.events";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Long enough to outlast a killed broker's restart. */
    private static final Duration DELIVERY = Duration.ofMinutes(3);

    private final KafkaClients clients;
    private final Producer<byte[], byte[]> producer;

    Kafka(Program program) {
        clients = new KafkaClients(KafkaSettings.of(program.bootstrapServers()));
        producer = clients.producer("e2e", TIMEOUT, DELIVERY);
    }

    /** Publishes a record and waits for the broker's acknowledgement. */
    void publish(String value, String... headers) {
        acknowledged(send(record(null, value, headers)));
    }

    /** The same to a partition of the test's choice. */
    void publishTo(int partition, String value, String... headers) {
        acknowledged(send(record(partition, value, headers)));
    }

    /** Publishes without waiting; the producer tries for minutes. */
    Future<RecordMetadata> send(String value) {
        return send(record(null, value));
    }

    static void acknowledged(Future<RecordMetadata> sent) {
        try {
            var _ = sent.get(DELIVERY.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the broker did not take a record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The names of all topics, the broker's own among them. */
    Set<String> topics() {
        try (Consumer<byte[], byte[]> consumer = clients.reader("e2e", Map.of())) {
            return Set.copyOf(consumer.listTopics(TIMEOUT).keySet());
        }
    }

    /** What a topic holds now. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (Consumer<byte[], byte[]> consumer = clients.reader("e2e", Map.of())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("could not read " + topic + " to its end");
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** A question for how many records a topic has had, answered each time anew. */
    Ends ends(String topic) {
        return new Ends(clients.reader("e2e-ends", Map.of()), topic);
    }

    /** How many records a topic has had. */
    static final class Ends implements AutoCloseable {
        private final Consumer<byte[], byte[]> consumer;
        private final List<TopicPartition> partitions;

        private Ends(Consumer<byte[], byte[]> consumer, String topic) {
            this.consumer = consumer;
            this.partitions = partitions(consumer, topic);
        }

        long sum() {
            return consumer.endOffsets(partitions, TIMEOUT).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** The last value of a header as text; empty where there is none. */
    static String header(ConsumerRecord<?, ?> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    private static ProducerRecord<byte[], byte[]> record(@Nullable Integer partition, String value, String... headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(EVENTS, partition, null, value.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic, TIMEOUT).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
    }
}
