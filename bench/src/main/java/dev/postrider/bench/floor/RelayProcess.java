package dev.postrider.bench.floor;

import dev.postrider.bench.process.ChildSide;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The bare loop that moves records from topic to topic: poll, produce, wait for the broker, commit. */
public final class RelayProcess {
    private static final Duration POLL = Duration.ofMillis(100);

    private RelayProcess() {}

    /**
     * @param args the broker, the first topic, the second, the group
     */
    public static void main(String[] args) {
        ChildSide.endWithDriver();
        KafkaConsumer<byte[], byte[]> from = BareClients.consumer(args[0], args[3]);
        KafkaProducer<byte[], byte[]> to = BareClients.producer(args[0]);
        // Not by subscribing: the group of a killed process would keep its next one waiting.
        from.assign(from.partitionsFor(args[1]).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        ChildSide.ready("relay");
        while (true) {
            ConsumerRecords<byte[], byte[]> records = from.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var _ = to.send(
                        new ProducerRecord<>(args[2], null, null, record.key(), record.value(), record.headers()));
            }
            if (!records.isEmpty()) {
                to.flush();
                from.commitSync(records.nextOffsets());
            }
        }
    }
}
