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
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class TierReaderTest {
    private static final RetryTier TIER = RetryTier.parse("1m");
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEFAULT.retry(TIER), 0);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SetClocks clocks = new SetClocks(START);
    private final SlewedClock clock = new SlewedClock(clocks);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TierReader reader = new TierReader(
            TIER,
            consumer,
            new HandBack(
                    producer,
                    new NextStop(Topics.DEFAULT, RetryLadder.DEFAULT),
                    clock,
                    Duration.ofSeconds(1),
                    new TierMetrics(new Meters(new SimpleMeterRegistry()))),
            clock,
            DataSize.ofBytes(3 * TierRecords.SIZE));

    @BeforeEach
    void assign() {
        consumer.subscribe(List.of(PARTITION.topic()), reader);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        consumer.rebalance(List.of(PARTITION));
        reader.onPartitionsAssigned(List.of(PARTITION));
    }

    @Test
    void aPartitionIsPausedWhileItsRecordsWaitAndReadAgainAfterwards() {
        arrive(0, 60);
        reader.round();
        assertThat(consumer.paused()).containsExactly(PARTITION);
        assertThat(producer.history()).isEmpty();
        clocks.pass(Duration.ofSeconds(60));
        reader.round();
        assertThat(producer.history()).hasSize(1);
        assertThat(committed()).isEqualTo(1);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void nothingIsCommittedBeforeItIsAcknowledged() {
        arrive(0, 0);
        producer.sendException = new TimeoutException("the broker is away");
        reader.round();
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
        assertThat(consumer.paused()).containsExactly(PARTITION);
        producer.sendException = null;
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
            reader.round();
            return producer.history().size() == 1;
        });
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void noMoreBytesAreHeldThanAllowedAndTheRestIsReadLater() {
        for (int offset = 0; offset < 5; offset++) {
            arrive(offset, 1);
        }
        reader.round();
        assertThat(reader.held()).isEqualTo(3);
        assertThat(consumer.position(PARTITION)).isEqualTo(3);
    }

    @Test
    void aRecordLargerThanAllIsHeldAlone() {
        consumer.addRecord(TierRecords.waiting(TIER, 0, START.plusSeconds(60), START.plusSeconds(60), new byte[999]));
        arrive(1, 60);
        reader.round();
        assertThat(reader.held()).isEqualTo(1);
    }

    @Test
    void whatIsHeldOfARevokedPartitionIsDroppedAndNotCommitted() {
        arrive(0, 60);
        reader.round();
        reader.onPartitionsRevoked(List.of(PARTITION));
        assertThat(reader.held()).isZero();
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
    }

    @Test
    void aPartitionThatWasNeverCommittedBeginsAtItsBeginning() {
        assertThat(consumer.position(PARTITION)).isZero();
    }

    private void arrive(long offset, long untilSecond) {
        Instant until = START.plusSeconds(untilSecond);
        consumer.addRecord(TierRecords.waiting(TIER, offset, until, until));
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        assertThat(committed).isNotNull();
        return committed == null ? -1 : committed.offset();
    }
}
