package dev.postrider.bench.scenario;

import java.time.Duration;

/**
 * How much is measured of the API.
 *
 * @param warmUp of each side, before anything is measured
 * @param measured how long each side of a pair is
 * @param pairs of the API and what is bare
 * @param attempts in the large log
 * @param fewAttempts in the small one
 * @param lists how long one list is asked for in one turn
 * @param logged events whose log is written
 * @param beside how long the log's lag is watched beside a steady load, after as long to warm up
 */
record ApiSizes(
        Duration warmUp,
        Duration measured,
        int pairs,
        int attempts,
        int fewAttempts,
        Duration lists,
        int logged,
        Duration beside) {
    static final ApiSizes FULL = new ApiSizes(
            Duration.ofSeconds(15),
            Duration.ofSeconds(8),
            3,
            10_000_000,
            10_000,
            Duration.ofSeconds(2),
            200_000,
            Duration.ofSeconds(15));
    static final ApiSizes QUICK = new ApiSizes(
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            2,
            500_000,
            10_000,
            Duration.ofSeconds(1),
            60_000,
            Duration.ofSeconds(10));
    static final ApiSizes TINY = new ApiSizes(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            1,
            2_000,
            1_000,
            Duration.ofMillis(100),
            600,
            Duration.ofSeconds(1));

    static ApiSizes of(Sizes sizes) {
        return switch (sizes.name()) {
            case "full" -> FULL;
            case "quick" -> QUICK;
            default -> TINY;
        };
    }
}
