package dev.postrider.common.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryLadderProperty {
    private static final RetryLadder LADDER = RetryLadder.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        "PT1S, 1s",
        "PT2S, 1s 1s",
        "PT4S, 4s",
        "PT8S, 4s 4s",
        "PT16S, 16s",
        "PT1M, 1m",
        "PT5M, 5m",
        "PT15M, 15m",
        "PT1H, 1h",
        "PT2H, 1h 1h",
        "PT57S, 1m",
        "PT0.3S, 1s",
        "P7D, 1d 1d 1d 1d 1d 1d 1d",
    })
    void takesTheKnownRoute(Duration delay, String route) {
        assertThat(LADDER.route(delay, Precision.TENTH.tolerance(delay)))
                .extracting(RetryTier::name)
                .containsExactly(route.split(" "));
    }

    @Test
    void sumExceedsAnyDelayByAtMostATenthOrASecond() {
        Random random = new Random(20260301);
        for (int i = 0; i < 20_000; i++) {
            Duration delay = anyUpTo(Duration.ofDays(7), random);
            Duration tolerance = delay.toSeconds() < 10 ? Duration.ofSeconds(1) : delay.dividedBy(10);

            assertThat(LADDER.roundUp(delay)).isBetween(delay, delay.plus(tolerance));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noShorterRouteExists(Precision precision) {
        for (int seconds = 1; seconds <= 4000; seconds++) {
            Duration delay = Duration.ofSeconds(seconds);
            int found = LADDER.route(delay, precision.tolerance(delay)).size();

            assertThat(found).as("hops for %d s", seconds).isEqualTo(fewestHops(seconds, precision));
        }
    }

    @Test
    void anExactRouteExceedsAnyDelayUpToThirtyDaysByAtMostASecond() {
        Random random = new Random(20260302);
        for (int i = 0; i < 20_000; i++) {
            Duration delay = anyUpTo(Duration.ofDays(30), random);
            Duration sum = LADDER.route(delay, Precision.SECOND.tolerance(delay)).stream()
                    .map(RetryTier::delay)
                    .reduce(Duration.ZERO, Duration::plus);

            assertThat(sum).isBetween(delay, delay.plusSeconds(1));
        }
    }

    /** Each hop ends as late as it can: behind a record that came just before it and waits the whole tier. */
    @Test
    void aNamedTimeUpToThirtyDaysAheadIsMetToASecondBehindTheSlowestNeighbours() {
        Random random = new Random(20260303);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 5_000; i++) {
            Instant due = start.plus(anyUpTo(Duration.ofDays(30), random));
            Instant now = start;
            int late = 0;
            for (int hops = 0; now.isBefore(due); hops++) {
                RetryLadder.Hop hop = LADDER.nextHop(now, due, Precision.SECOND);
                late = random.nextInt(300);
                now = now.plus(hop.tier().delay()).plusMillis(late);
                assertThat(hops).isLessThan(120);
            }
            assertThat(now).isBetween(due, due.plusSeconds(1).plusMillis(late));
        }
    }

    @Test
    void hopsReachDueExactlyHoweverLateEachIs() {
        Random random = new Random(7);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 2_000; i++) {
            Instant due = start.plus(LADDER.roundUp(Duration.ofMillis(1 + random.nextLong(400_000_000))));
            Instant now = start;
            int hops = 0;
            while (now.isBefore(due)) {
                RetryLadder.Hop hop = LADDER.nextHop(now, due, Precision.TENTH);
                assertThat(hop.until()).isAfter(now).isBeforeOrEqualTo(due);
                assertThat(Duration.between(now, hop.until()))
                        .isLessThanOrEqualTo(hop.tier().delay());
                now = hop.until().plusMillis(random.nextInt(300));
                assertThat(++hops).isLessThan(80);
            }
            assertThat(Duration.between(due, now)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPastDueTimeIsForwardedAtOnce() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        RetryLadder.Hop hop = LADDER.nextHop(now, now.minusSeconds(5), Precision.TENTH);

        assertThat(hop.tier().name()).isEqualTo("1s");
        assertThat(hop.until()).isEqualTo(now);
    }

    @Test
    void refusesTiersWithoutOneOfASecond() {
        assertThatThrownBy(() -> RetryLadder.parse(List.of("4s", "1m"))).hasMessageContaining("one of 1 s");
        assertThatThrownBy(() -> RetryLadder.parse(List.of("1s", "60s", "1m"))).hasMessageContaining("same delay");
        assertThatThrownBy(() -> RetryLadder.parse(List.of("1s", "1w"))).hasMessageContaining("'1w'");
    }

    /** As often short as long. */
    private static Duration anyUpTo(Duration longest, Random random) {
        return Duration.ofMillis(1 + random.nextLong(longest.toMillis() >> random.nextInt(28)));
    }

    /** By dynamic programming over whole seconds: the fewest tiers with a sum in the tolerance. */
    private static int fewestHops(int seconds, Precision precision) {
        int limit =
                seconds + (int) precision.tolerance(Duration.ofSeconds(seconds)).toSeconds();
        int[] fewest = new int[limit + 1];
        for (int sum = 1; sum <= limit; sum++) {
            fewest[sum] = Integer.MAX_VALUE;
            for (RetryTier tier : LADDER.tiers()) {
                int delay = (int) tier.delay().toSeconds();
                if (delay <= sum && fewest[sum - delay] != Integer.MAX_VALUE) {
                    fewest[sum] = Math.min(fewest[sum], fewest[sum - delay] + 1);
                }
            }
        }
        int best = Integer.MAX_VALUE;
        for (int sum = seconds; sum <= limit; sum++) {
            best = Math.min(best, fewest[sum]);
        }
        return best;
    }
}
