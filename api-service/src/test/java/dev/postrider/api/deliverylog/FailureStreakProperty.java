package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A streak against the whole history, for seeded random ones: never too long, and the same however often it is told. */
class FailureStreakProperty {
    private static final int HISTORIES = 500;
    private static final Duration LONG_SILENCE = Duration.ofHours(1);

    private record Exchange(Instant end, boolean succeeded) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_201})
    void inOrderItIsExact(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<Exchange> history = history(random);
            List<Exchange> failures = sinceTheLastSuccess(history);

            FailureStreak streak = fold(FailureStreak.NONE, history);

            if (failures.isEmpty()) {
                assertThat(streak.run()).isNull();
            } else {
                FailureStreak.Run run = Objects.requireNonNull(streak.run());
                assertThat(run.since()).isEqualTo(failures.getFirst().end());
                assertThat(run.failures()).isEqualTo(failures.size());
                assertThat(streak.failedAt()).isEqualTo(failures.getLast().end());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20_260_202})
    void toldAgainItIsTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<Exchange> history = history(random);
            FailureStreak once = fold(FailureStreak.NONE, history);

            List<Exchange> again = history.subList(random.nextInt(history.size()), history.size());

            assertThat(fold(once, again)).isEqualTo(once);
            assertThat(fold(once, history)).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 20_260_203})
    void inAnyOrderAndRepeatedItCountsNoFailureTwiceAndNoneThatIsForgiven(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < HISTORIES; i++) {
            List<Exchange> history = history(random);
            List<Exchange> told = new ArrayList<>(history);
            history.stream().filter(_ -> random.nextBoolean()).forEach(told::add);
            Collections.shuffle(told, random);
            List<Exchange> failures = sinceTheLastSuccess(history);

            FailureStreak.Run run = fold(FailureStreak.NONE, told).run();

            assertThat(run == null).as("%s", told).isEqualTo(failures.isEmpty());
            if (run != null) {
                assertThat(run.failures()).as("%s", told).isBetween(1, failures.size());
                assertThat(run.since())
                        .as("%s", told)
                        .isBetween(failures.getFirst().end(), failures.getLast().end());
                assertThat(run.steadySince()).isAfterOrEqualTo(run.since());
            }
        }
    }

    private static FailureStreak fold(FailureStreak start, List<Exchange> exchanges) {
        FailureStreak streak = start;
        for (Exchange exchange : exchanges) {
            streak =
                    exchange.succeeded() ? streak.cleared(exchange.end()) : streak.failed(exchange.end(), LONG_SILENCE);
        }
        return streak;
    }

    private static List<Exchange> sinceTheLastSuccess(List<Exchange> history) {
        List<Exchange> failures = new ArrayList<>();
        for (Exchange exchange : history) {
            if (exchange.succeeded()) {
                failures.clear();
            } else {
                failures.add(exchange);
            }
        }
        return failures;
    }

    /** In the order of their ends, which are distinct. */
    private static List<Exchange> history(Random random) {
        List<Exchange> history = new ArrayList<>();
        Instant end = Instant.parse("2026-02-01T00:00:00Z");
        int length = 1 + random.nextInt(15);
        for (int i = 0; i < length; i++) {
            end = end.plusSeconds(1 + random.nextInt(5000));
            history.add(new Exchange(end, random.nextInt(4) == 0));
        }
        return history;
    }
}
