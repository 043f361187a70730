package dev.postrider.dispatcher.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.LaneCodec;
import dev.postrider.common.wire.LaneRecord;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.common.wire.Topics;
import dev.postrider.dispatcher.lane.LaneKey;
import dev.postrider.dispatcher.lane.Samples;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an earlier owner wrote last about a lane counts, and what it writes late does not. */
class LaneRecoveryTest {
    private static final LaneKey LANE = LaneKey.of(Samples.delivery(1, 1, null));
    private static final int PARTITION = 0;
    private static final long EPOCH = 3;

    private final TopicPartition lanesPartition = new TopicPartition(Topics.DEFAULT.lanes(), PARTITION);
    private final MockConsumer<byte[], byte[]> lanes = new MockConsumer<>("earliest");
    private final List<Recovered> recovered = new CopyOnWriteArrayList<>();
    private final List<LaneKey> intruded = new CopyOnWriteArrayList<>();
    private final LaneRecovery recovery = new LaneRecovery(
            lanes, LaneRecoveryTest::noAttempts, Topics.DEFAULT, new Answers(), InstantSource.system());
    private final Thread thread = Thread.ofPlatform().unstarted(recovery);
    private long end;

    @BeforeEach
    void assign() {
        TopicPartition shelf = new TopicPartition(Topics.DEFAULT.shelf(), PARTITION);
        lanes.assign(List.of(lanesPartition));
        lanes.updateBeginningOffsets(Map.of(lanesPartition, 0L));
        lanes.updateEndOffsets(Map.of(lanesPartition, 0L, shelf, 100L));
    }

    @AfterEach
    void stop() throws InterruptedException {
        recovery.stop();
        thread.join();
    }

    @Test
    void ofTwoRecordsTheOneOfTheHigherGenerationCountsAndTheLateOneIsToldOf() {
        write(6, behind(20));
        write(5, behind(10));

        recover(6);

        assertThat(recovered.getFirst().behind()).extracting(LaneRecord::behind).containsExactly(behind(20));
        assertThat(recovered.getFirst().generation()).isEqualTo(7);
        await().untilAsserted(() -> assertThat(intruded).containsExactly(LANE));
    }

    @Test
    void aLateRecordDoesNotBringBackALaneThatIsNoLongerBehind() {
        write(6, null);
        write(5, behind(10));

        recover(8);

        assertThat(recovered.getFirst().behind()).isEmpty();
        await().untilAsserted(() -> assertThat(intruded).containsExactly(LANE));
    }

    @Test
    void aFormerOwnersRecordThatComesAfterTheTakeoverIsToldOfAndTheOwnersOwnIsNot() {
        write(5, behind(10));
        recover(9);
        assertThat(recovered.getFirst().generation()).isEqualTo(9);

        write(9, behind(11));
        write(5, behind(10));

        await().untilAsserted(() -> assertThat(intruded).containsExactly(LANE));
    }

    private void recover(long groupGeneration) {
        thread.start();
        recovery.recover(PARTITION, EPOCH, groupGeneration);
        await().until(() -> !recovered.isEmpty());
    }

    private void write(long generation, @Nullable Behind behind) {
        ProducerRecord<byte[], byte[]> record = LaneCodec.encode(
                Topics.DEFAULT, PARTITION, new LaneRecord(LANE.webhook(), LANE.orderingKey(), generation, behind));
        byte @Nullable [] value = record.value();
        lanes.addRecord(new ConsumerRecord<>(
                lanesPartition.topic(),
                PARTITION,
                end++,
                0,
                TimestampType.CREATE_TIME,
                record.key().length,
                value == null ? 0 : value.length,
                record.key(),
                value,
                record.headers(),
                Optional.empty()));
        lanes.updateEndOffsets(Map.of(lanesPartition, end));
    }

    private static Behind behind(long cursor) {
        return new Behind(HeldReason.BEHIND, null, cursor, List.of(), 1, null);
    }

    private static MockConsumer<byte[], byte[]> noAttempts() {
        MockConsumer<byte[], byte[]> attempts = new MockConsumer<>("earliest") {
            @Override
            public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                    Map<TopicPartition, Long> timestamps) {
                return Map.of();
            }
        };
        attempts.updateEndOffsets(Map.of(new TopicPartition(Topics.DEFAULT.attempts(), PARTITION), 0L));
        return attempts;
    }

    private final class Answers implements RecoveryAnswers {
        @Override
        public void recovered(Recovered what) {
            recovered.add(what);
        }

        @Override
        public void intruded(int partition, long epoch, LaneKey lane) {
            assertThat(partition).isEqualTo(PARTITION);
            assertThat(epoch).isEqualTo(EPOCH);
            intruded.add(lane);
        }
    }
}
