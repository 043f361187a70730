package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class NextStopTest {
    private static final RetryTier TIER = RetryTier.parse("4s");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final NextStop nextStop = new NextStop(Topics.DEFAULT, RetryLadder.DEFAULT);

    @Test
    void whatIsDueReturnsAsItWas() {
        ProducerRecord<byte[], byte[]> back = nextStop.of(held(TierRecords.waiting(TIER, 0, NOW, NOW)), NOW);
        assertThat(back.topic()).isEqualTo("postrider.deliveries");
        assertThat(back.value()).isEqualTo(TierRecords.bytes("value"));
        assertThat(Arrays.stream(back.headers().toArray()).map(header -> header.key()))
                .containsExactly("pr-v", "pr-other");
    }

    @Test
    void whatIsNotDueYetTakesTheNextHop() {
        Instant due = NOW.plus(Duration.ofSeconds(2));
        ConsumerRecord<byte[], byte[]> record = TierRecords.waiting(TIER, 0, NOW, due);
        ProducerRecord<byte[], byte[]> hop = nextStop.of(held(record), NOW);
        assertThat(hop.topic()).isEqualTo("postrider.retry.1s");
        assertThat(header(hop, "pr-due")).isEqualTo(Long.toString(due.toEpochMilli()));
        assertThat(header(hop, "pr-hop-until"))
                .isEqualTo(Long.toString(NOW.plusSeconds(1).toEpochMilli()));
    }

    @Test
    void aRetryWhoseLastHopIsOverReturnsThoughItsWritersClockIsAhead() {
        Instant due = NOW.plus(Duration.ofMinutes(3));
        ProducerRecord<byte[], byte[]> back = nextStop.of(held(TierRecords.waiting(TIER, 0, due, due)), NOW);
        assertThat(back.topic()).isEqualTo("postrider.deliveries");
    }

    @Test
    void aRetryThatWaitedATierThroughGoesOnFromItsStamp() {
        Instant stamp = NOW.plus(Duration.ofMinutes(3));
        ProducerRecord<byte[], byte[]> hop =
                nextStop.of(held(TierRecords.waiting(TIER, 0, stamp, stamp.plusSeconds(4))), NOW);
        assertThat(hop.topic()).isEqualTo("postrider.retry.4s");
        assertThat(header(hop, "pr-hop-until"))
                .isEqualTo(Long.toString(stamp.plusSeconds(4).toEpochMilli()));
    }

    @Test
    void aScheduledEventWaitsForItsTimeByTheSchedulersClock() {
        Instant due = NOW.plus(Duration.ofSeconds(57));
        ConsumerRecord<byte[], byte[]> record =
                TierRecords.waiting(TIER, 0, due, due, ReturnTo.EVENTS_INTERNAL, TierRecords.bytes("value"));
        assertThat(nextStop.of(held(record), NOW).topic()).isEqualTo("postrider.retry.16s");
        assertThat(nextStop.of(held(record), due).topic()).isEqualTo("postrider.events.internal");
    }

    @Test
    void whatCannotBeReadIsRejectedWithItsReasonAndPlace() {
        ProducerRecord<byte[], byte[]> rejected = nextStop.of(held(TierRecords.unreadable(TIER, 17)), NOW);
        assertThat(rejected.topic()).isEqualTo("postrider.events.rejected");
        assertThat(header(rejected, "pr-reason")).contains("pr-v");
        assertThat(header(rejected, "pr-source")).isEqualTo("postrider.retry.4s/0/17");
    }

    @Test
    void tiersThatAreNotConfiguredAreFoundByTheirTopics() {
        Set<String> names = Set.of(
                "postrider.retry.4s",
                "postrider.retry.30s",
                "postrider.retry.2h",
                "postrider.retry.x",
                "other.retry.3s");
        assertThat(RetiredTiers.among(names, Topics.DEFAULT, RetryLadder.DEFAULT))
                .isEqualTo(List.of(RetryTier.parse("30s"), RetryTier.parse("2h")));
    }

    @Test
    void theTestsRecordsAreReadable() {
        assertThat(TierCodec.read(TierRecords.waiting(TIER, 0, NOW, NOW)).due()).isEqualTo(NOW);
    }

    private static Held held(ConsumerRecord<byte[], byte[]> record) {
        return Held.of(record, TIER.delay(), 0);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
