package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownAgesTest {
    private static final Duration TIER = Duration.ofMinutes(1);

    private final KnownAges ages = new KnownAges(TIER);

    @Test
    void nothingIsKnownBeforeAnEndWasSeen() {
        assertThat(ages.since(5, 77)).isEqualTo(77);
    }

    @Test
    void aRecordBelowAnEndIsAsOldAsTheSightOfIt() {
        ages.ended(10, seconds(1));
        ages.ended(20, seconds(11));
        assertThat(ages.since(9, seconds(30))).isEqualTo(seconds(1));
        assertThat(ages.since(10, seconds(30))).isEqualTo(seconds(11));
        assertThat(ages.since(20, seconds(30))).isEqualTo(seconds(30));
    }

    /** A record is never thought older than it is, and after many ends little is kept of them. */
    @Test
    void agesAreNeverOverratedHoweverOftenEndsAreSeen() {
        Random random = new Random(3);
        long[] written = new long[20_000];
        int end = 0;
        int read = 0;
        for (long now = 0; end < written.length; now += random.nextLong(seconds(1))) {
            for (int i = random.nextInt(20); i > 0 && end < written.length; i--) {
                written[end++] = now;
            }
            ages.ended(end, now);
            for (int i = random.nextInt(18); i > 0 && read < end; i--) {
                assertThat(ages.since(read, now)).isBetween(written[read], now);
                read++;
            }
            ages.passed(read, now);
        }
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
