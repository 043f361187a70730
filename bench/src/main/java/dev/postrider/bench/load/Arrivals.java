package dev.postrider.bench.load;

import dev.postrider.bench.sink.Stamp;
import dev.postrider.common.wire.DeliveryCodec;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what comes to a topic, from its beginning on. */
public final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Consumer<byte[], byte[]> consumer;

    /** Takes what came. */
    public interface Taker {
        /**
         * @param number of the record's {@link Stamp}
         * @param sentAtMillis when it was handed to the producer that wrote it
         * @param readAtMillis when it was read here
         */
        void take(long number, long sentAtMillis, long readAtMillis);
    }

    Arrivals(Consumer<byte[], byte[]> consumer, String topic, int partitions) {
        this.consumer = consumer;
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /**
     * Reads on until so many have come, or the time is over.
     *
     * @return how many came
     */
    public int await(int count, Duration atMost, Taker taker) {
        long deadline = System.nanoTime() + atMost.toNanos();
        int came = 0;
        while (came < count && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                taker.take(number(record), record.timestamp(), System.currentTimeMillis());
                came++;
            }
        }
        return came;
    }

    private static long number(ConsumerRecord<byte[], byte[]> record) {
        String event = DeliveryCodec.decode(record).event().value();
        return Long.parseLong(event.substring(event.indexOf('.') + 1));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
