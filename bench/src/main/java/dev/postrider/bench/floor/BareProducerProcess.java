package dev.postrider.bench.floor;

import dev.postrider.bench.process.ChildSide;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Produces batches directly, so many at a time, each when the one before is acknowledged. Says how many records a second that were. */
public final class BareProducerProcess {
    private BareProducerProcess() {}

    /**
     * @param args the broker, the topic, records of a batch, batches at a time, bytes of a record, seconds to warm up, seconds to measure
     */
    public static void main(String[] args) throws InterruptedException {
        ChildSide.endWithDriver();
        KafkaProducer<byte[], byte[]> producer = BareClients.publisher(args[0]);
        LongAdder acknowledged = new LongAdder();
        byte[] value = "x".repeat(Integer.parseInt(args[4])).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> produce(producer, args[1], Integer.parseInt(args[2]), value, acknowledged));
        }
        Thread.sleep(1000 * Long.parseLong(args[5]));
        long before = acknowledged.sum();
        long began = System.nanoTime();
        Thread.sleep(1000 * Long.parseLong(args[6]));
        ChildSide.ready(Double.toString((acknowledged.sum() - before) / ((System.nanoTime() - began) / 1e9)));
    }

    private static void produce(
            KafkaProducer<byte[], byte[]> producer, String topic, int batch, byte[] value, LongAdder acknowledged) {
        try {
            while (true) {
                List<Future<RecordMetadata>> sent = new ArrayList<>(batch);
                for (int i = 0; i < batch; i++) {
                    byte[] id = Long.toHexString(ThreadLocalRandom.current().nextLong())
                            .getBytes(StandardCharsets.US_ASCII);
                    sent.add(producer.send(new ProducerRecord<>(topic, id, value)));
                }
                for (Future<RecordMetadata> one : sent) {
                    var _ = one.get();
                }
                acknowledged.add(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
