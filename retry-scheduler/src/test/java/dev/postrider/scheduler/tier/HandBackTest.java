package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.Topics;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class HandBackTest {
    private static final RetryTier TIER = RetryTier.parse("1m");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aRoundEndsAtTheFirstRecordThatTheProducerCannotSendAtAll() {
        Refusing producer = new Refusing(1, new TimeoutException("no metadata"));
        List<Held> acknowledged = handBack(producer).send(TIER.name(), due(5));
        assertThat(offsets(acknowledged)).containsExactly(0L);
        assertThat(producer.asked).isEqualTo(2);
    }

    @Test
    void aRecordThatIsTooLargeDoesNotHoldUpTheOthers() {
        Refusing producer = new Refusing(1, new RecordTooLargeException("too large"));
        List<Held> acknowledged = handBack(producer).send(TIER.name(), due(4));
        assertThat(offsets(acknowledged)).containsExactly(0L, 2L, 3L);
    }

    private static List<Held> due(int count) {
        return LongStream.range(0, count)
                .mapToObj(offset -> Held.of(TierRecords.waiting(TIER, offset, NOW, NOW), Duration.ofMinutes(1), 0))
                .toList();
    }

    private static List<Long> offsets(List<Held> held) {
        return held.stream().map(each -> each.record().offset()).toList();
    }

    private static HandBack handBack(MockProducer<byte[], byte[]> producer) {
        return new HandBack(
                producer,
                new NextStop(Topics.DEFAULT, RetryLadder.DEFAULT),
                new SlewedClock(new SetClocks(NOW)),
                Duration.ofSeconds(1),
                new TierMetrics(new Meters(new SimpleMeterRegistry())));
    }

    /** Refuses one of the records as the real producer does: by a future that has failed already. */
    private static final class Refusing extends MockProducer<byte[], byte[]> {
        private final int refused;
        private final KafkaException cause;
        private int asked;

        Refusing(int refused, KafkaException cause) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.refused = refused;
            this.cause = cause;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return asked++ == refused ? CompletableFuture.failedFuture(cause) : super.send(record);
        }
    }
}
