package dev.postrider.bench.floor;

import dev.postrider.bench.process.ChildSide;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The bare loop of two hops: consume, produce to a second topic, consume from there, two MACs, post. */
public final class TwoHopProcess {
    private static final Duration POLL = Duration.ofMillis(100);

    private TwoHopProcess() {}

    /**
     * @param args the broker, the first topic, the second, the groups' prefix, the sink's port on 127.0.0.1
     */
    public static void main(String[] args) throws InterruptedException {
        ChildSide.endWithDriver();
        InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[4]));
        Poster poster = FloorProcess.poster("reactor", target);
        KafkaConsumer<byte[], byte[]> first = BareClients.consumer(args[0], args[3] + "-1");
        KafkaConsumer<byte[], byte[]> second = BareClients.consumer(args[0], args[3] + "-2");
        KafkaProducer<byte[], byte[]> between = BareClients.producer(args[0]);
        Thread.ofPlatform().name("second-hop").start(() -> new FloorLoop(second, poster).run(args[2]));
        ChildSide.ready("two-hop");
        relay(first, args[1], between, args[2]);
    }

    private static void relay(
            KafkaConsumer<byte[], byte[]> from, String source, KafkaProducer<byte[], byte[]> to, String target) {
        from.subscribe(List.of(source));
        while (true) {
            ConsumerRecords<byte[], byte[]> records = from.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var _ = to.send(new ProducerRecord<>(target, record.key(), record.value()));
            }
            if (!records.isEmpty()) {
                to.flush();
                from.commitAsync(records.nextOffsets(), null);
            }
        }
    }
}
