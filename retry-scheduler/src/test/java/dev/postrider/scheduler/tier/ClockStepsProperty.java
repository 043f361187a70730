package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * One partition of a tier, written to ten times a second, while somebody sets the wall clock and one of the writers runs by
 * another. True time is what passes on the clock that only runs forward.
 */
class ClockStepsProperty {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryTier TIER = RetryTier.parse("1m");
    private static final Duration TICK = Duration.ofMillis(100);
    /** How late an end may be seen. */
    private static final Duration SIGHT =
            KnownAges.spacing(TIER.delay()).plus(TICK).plus(TICK);

    private static final Duration STEP = Duration.ofMinutes(1);
    /** Held at once; few, so that much of what waits is not held. */
    private static final int MAX_HELD = 50;

    private final SetClocks clocks = new SetClocks(START);
    private final SlewedClock clock = new SlewedClock(clocks);
    private final HeldPartition partition = new HeldPartition(TIER.delay());
    private final List<Instant> stamps = new ArrayList<>();
    private final List<Long> written = new ArrayList<>();
    private final List<Long> left = new ArrayList<>();
    private int read;
    private long sight;

    @RepeatedTest(40)
    void stepsOfAMinuteLoseNothingFloodNothingAndSendNothingEarlierThanTheStep(RepetitionInfo repetition) {
        boolean forth = repetition.getCurrentRepetition() % 2 == 0;
        int at = new Random(repetition.getCurrentRepetition()).nextInt(100, 1500);
        for (int tick = 0; tick < 6_000; tick++) {
            if (tick == at) {
                clocks.step(forth ? STEP : STEP.negated());
            }
            tick(tick < 3_000, Duration.ZERO);
        }
        assertThat(left).hasSize(written.size());
        Duration shortest = forth ? TIER.delay().minus(STEP) : TIER.delay();
        for (int i = 0; i < left.size(); i++) {
            assertThat(Duration.ofNanos(left.get(i) - written.get(i)))
                    .as("waiting of record %d", i)
                    .isBetween(shortest, TIER.delay().plus(SIGHT));
        }
        assertThat(mostInTenSeconds()).as("of 100 that come").isLessThanOrEqualTo(175);
    }

    @RepeatedTest(10)
    void aWriterWhoseClockIsAnHourAheadDelaysTheOthersByThirtySecondthOfATier(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int tick = 0; tick < 6_000; tick++) {
            tick(tick < 3_000, random.nextInt(4) == 0 ? Duration.ofHours(1) : Duration.ZERO);
        }
        assertThat(left).hasSize(written.size());
        for (int i = 0; i < left.size(); i++) {
            assertThat(Duration.ofNanos(left.get(i) - written.get(i)))
                    .as("waiting of record %d", i)
                    .isBetween(TIER.delay(), TIER.delay().plus(SIGHT));
        }
    }

    private void tick(boolean write, Duration ahead) {
        clocks.pass(TICK);
        long nanos = clocks.nanos();
        if (write) {
            stamps.add(clocks.wall().plus(ahead).plus(TIER.delay()));
            written.add(nanos);
        }
        if (clocks.nanos() - sight >= KnownAges.spacing(TIER.delay()).toNanos()) {
            sight = clocks.nanos();
            partition.ended(stamps.size(), sight);
        }
        while (true) {
            if (partition.isEmpty() && read < stamps.size()) {
                poll(nanos);
            }
            List<Held> due = partition.due(clock.moment());
            if (due.isEmpty()) {
                return;
            }
            due.forEach(_ -> left.add(nanos));
            partition.acknowledge(due);
        }
    }

    private void poll(long nanos) {
        int to = Math.min(stamps.size(), read + MAX_HELD);
        partition.ended(stamps.size(), nanos);
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
        for (int offset = read; offset < to; offset++) {
            polled.add(TierRecords.waiting(TIER, offset, stamps.get(offset), stamps.get(offset)));
        }
        partition.take(polled, nanos);
        read = to;
    }

    private int mostInTenSeconds() {
        int most = 0;
        int from = 0;
        for (int to = 0; to < left.size(); to++) {
            while (left.get(to) - left.get(from) > Duration.ofSeconds(10).toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
