package dev.postrider.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    private final TokenBucket bucket = new TokenBucket(10, 0);

    @Test
    void letsASecondsWorthThroughAndThenTheRate() {
        for (int i = 9; i >= 0; i--) {
            assertThat(bucket.take(1, 10, 0)).isEqualTo(new TokenBucket.Answer(true, i, Duration.ZERO));
        }

        assertThat(bucket.take(1, 10, 0)).isEqualTo(new TokenBucket.Answer(false, 0, Duration.ofMillis(100)));
        assertThat(bucket.take(1, 10, SECOND / 10).admitted()).isTrue();
        assertThat(bucket.take(1, 10, SECOND / 10).admitted()).isFalse();
    }

    @Test
    void whatIsTakenAtOnceIsMadeUpForLater() {
        assertThat(bucket.take(40, 10, 0).admitted()).isTrue();

        assertThat(bucket.take(1, 10, 2 * SECOND).delay()).isEqualTo(Duration.ofMillis(1100));
        assertThat(bucket.take(1, 10, 4 * SECOND).admitted()).isTrue();
    }

    @Test
    void followsAnotherRate() {
        assertThat(bucket.take(10, 10, 0).admitted()).isTrue();

        assertThat(bucket.take(1, 1, SECOND / 2).admitted()).isFalse();
        assertThat(bucket.take(1, 1, 2 * SECOND).admitted()).isTrue();
    }

    @Test
    void aClockThatStandsGivesNothing() {
        assertThat(bucket.take(10, 10, SECOND).admitted()).isTrue();

        assertThat(bucket.take(1, 10, 0).admitted()).isFalse();
    }
}
