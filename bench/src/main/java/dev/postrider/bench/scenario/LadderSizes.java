package dev.postrider.bench.scenario;

import java.time.Duration;

/**
 * How much is measured of the ladder.
 *
 * @param waiting records that wait in the long tiers all the while
 * @param warmBurst records of each burst before those that are measured
 * @param burst records of each burst that are measured
 * @param rounds of bursts, each for the scheduler and the bare loop
 * @param evenly how long records fall due evenly
 */
record LadderSizes(int waiting, int warmBurst, int burst, int rounds, Duration evenly) {
    static final LadderSizes FULL = new LadderSizes(1_000_000, 50_000, 250_000, 3, Duration.ofSeconds(20));
    static final LadderSizes QUICK = new LadderSizes(100_000, 50_000, 100_000, 1, Duration.ofSeconds(10));
    static final LadderSizes TINY = new LadderSizes(2_000, 100, 600, 1, Duration.ofSeconds(2));

    LadderSizes withRounds(int other) {
        return new LadderSizes(waiting, warmBurst, burst, other, evenly);
    }

    int allOfABurst() {
        return warmBurst + burst;
    }
}
