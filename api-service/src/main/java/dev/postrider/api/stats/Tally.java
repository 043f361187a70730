package dev.postrider.api.stats;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of some deliveries.
 *
 * @param delivered deliveries that were
 * @param dead deliveries that were given up
 * @param attempts exchanges, those of tests and probes left out
 * @param failedAttempts exchanges that did not deliver
 * @param retries exchanges that were made because an earlier one had failed
 * @param duration of all exchanges together
 * @param latencies how many exchanges fell into each {@linkplain LatencyBins bin}
 */
record Tally(
        long delivered,
        long dead,
        long attempts,
        long failedAttempts,
        long retries,
        Duration duration,
        SortedMap<Integer, Long> latencies) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, Duration.ZERO, new TreeMap<>());

    /** Some deliveries, without exchanges. */
    static Tally ended(long delivered, long dead) {
        return new Tally(delivered, dead, 0, 0, 0, Duration.ZERO, new TreeMap<>());
    }

    static Tally ofExchange(boolean succeeded, boolean retry, Duration took) {
        return new Tally(
                0, 0, 1, succeeded ? 0 : 1, retry ? 1 : 0, took, new TreeMap<>(Map.of(LatencyBins.of(took), 1L)));
    }

    Tally plus(Tally other) {
        SortedMap<Integer, Long> both = new TreeMap<>(latencies);
        other.latencies.forEach((bin, count) -> both.merge(bin, count, Long::sum));
        return new Tally(
                delivered + other.delivered,
                dead + other.dead,
                attempts + other.attempts,
                failedAttempts + other.failedAttempts,
                retries + other.retries,
                duration.plus(other.duration),
                both);
    }

    /**
     * The duration that so many of the exchanges did not exceed, by the nearest rank.
     *
     * @param share from 0 to 1
     */
    Duration percentile(double share) {
        long total = latencies.values().stream().mapToLong(Long::longValue).sum();
        long rank = Math.max(1, (long) Math.ceil(share * (double) total));
        long passed = 0;
        for (Map.Entry<Integer, Long> bin : latencies.entrySet()) {
            passed += bin.getValue();
            if (passed >= rank) {
                return LatencyBins.middle(bin.getKey());
            }
        }
        return Duration.ZERO;
    }
}
