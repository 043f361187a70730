package dev.postrider.common.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The delay tiers, and the way of any delay through them: the fewest tiers whose sum is no shorter than the delay and at
 * most as much longer as its {@link Precision} allows.
 *
 * <p>A route takes the largest tiers first and, as soon as one more tier ends it within the tolerance, takes that.
 */
public final class RetryLadder {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The tiers where nothing else is configured. */
    public static final RetryLadder DEFAULT = parse(List.of("1s", "4s", "16s", "1m", "5m", "15m", "1h", "6h", "1d"));

    /** The largest first. */
    private final List<RetryTier> tiers;

    /**
     * @throws IllegalArgumentException if there is no tier, or none of 1 s, without which short delays have no route
     */
    public RetryLadder(List<RetryTier> tiers) {
        this.tiers = tiers.stream()
                .sorted(Comparator.comparing(RetryTier::delay).reversed())
                .toList();
        if (this.tiers.isEmpty() || !smallest().delay().equals(SHORTEST)) {
            throw new IllegalArgumentException("the retry tiers must include one of 1 s");
        }
        if (this.tiers.stream().map(RetryTier::delay).distinct().count() != this.tiers.size()) {
            throw new IllegalArgumentException("two retry tiers have the same delay");
        }
    }

    /** Reads a ladder from the names of its tiers. */
    public static RetryLadder parse(List<String> names) {
        return new RetryLadder(names.stream().map(RetryTier::parse).toList());
    }

    /** All tiers, the largest first. */
    public List<RetryTier> tiers() {
        return tiers;
    }

    /** The tier through which jobs and manual retries enter. */
    public RetryTier smallest() {
        return tiers.get(tiers.size() - 1);
    }

    /** The time that a retry's delay really takes: the sum of its tiers. A delay of nothing takes nothing. */
    public Duration roundUp(Duration delay) {
        return route(delay, Precision.TENTH.tolerance(delay)).stream()
                .map(RetryTier::delay)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * The next tier for a record that is due later.
     *
     * @return the first tier of the shortest route to {@code due}, and when the record leaves it: never later than due
     */
    public Hop nextHop(Instant now, Instant due, Precision precision) {
        Duration remaining = Duration.between(now, due);
        if (remaining.isNegative() || remaining.isZero()) {
            return new Hop(smallest(), now);
        }
        RetryTier tier = route(remaining, precision.tolerance(remaining)).get(0);
        Instant end = now.plus(tier.delay());
        return new Hop(tier, end.isBefore(due) ? end : due);
    }

    /**
     * One stay in a tier.
     *
     * @param until when the record may leave
     */
    public record Hop(RetryTier tier, Instant until) {}

    /** Largest tiers first; the sum of the result is in [delay, delay + tolerance]. */
    List<RetryTier> route(Duration delay, Duration tolerance) {
        List<RetryTier> route = new ArrayList<>();
        Duration rest = delay;
        while (rest.compareTo(Duration.ZERO) > 0) {
            RetryTier next = closing(rest, tolerance);
            route.add(next);
            rest = rest.minus(next.delay());
        }
        return route;
    }

    /** The smallest tier that ends the route within the tolerance, else the largest that does not overshoot. */
    private RetryTier closing(Duration rest, Duration tolerance) {
        RetryTier above = null;
        for (RetryTier tier : tiers) {
            if (tier.delay().compareTo(rest) < 0) {
                return above != null && above.delay().compareTo(rest.plus(tolerance)) <= 0 ? above : tier;
            }
            above = tier;
        }
        return smallest();
    }
}
