package dev.postrider.bench.jmh;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A delivery as a record, and what the log is told of its attempt. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private final Delivery delivery = Samples.delivery();
    private final LogRecord attempted = Samples.attempted(delivery);
    private final ConsumerRecord<byte[], byte[]> deliveryRecord =
            received(DeliveryCodec.encode(Topics.DEFAULT.deliveries(), delivery));
    private final ConsumerRecord<byte[], byte[]> logRecord = received(LogCodec.encode(Topics.DEFAULT, attempted));

    @Benchmark
    public Object encodeDelivery() {
        return DeliveryCodec.encode(Topics.DEFAULT.deliveries(), delivery);
    }

    @Benchmark
    public Object decodeDelivery() {
        return DeliveryCodec.decode(deliveryRecord);
    }

    @Benchmark
    public Object encodeLog() {
        return LogCodec.encode(Topics.DEFAULT, attempted);
    }

    @Benchmark
    public Object decodeLog() {
        return LogCodec.decode(logRecord);
    }

    private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                sent.key().length,
                sent.value().length,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
