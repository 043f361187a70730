package dev.postrider.api.stats;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a batch of the delivery log adds to the statistics. */
public final class StatsChange {
    // In the order of the keys, so that two writers cannot wait for each other.
    private final SortedMap<StatsKey, Tally> tallies = new TreeMap<>();

    /** Counts deliveries that ended. */
    public void ended(StatsKey key, int delivered, int dead) {
        if (delivered + dead > 0) {
            add(key, Tally.ended(delivered, dead));
        }
    }

    /** Counts an exchange. */
    public void exchanged(StatsKey key, boolean succeeded, boolean retry, Duration took) {
        add(key, Tally.ofExchange(succeeded, retry, took));
    }

    /** The days whose partitions it needs. */
    public Set<LocalDate> days() {
        return tallies.keySet().stream().map(StatsKey::day).collect(Collectors.toSet());
    }

    /** Leaves out what there is no partition for. */
    public void keep(Predicate<LocalDate> kept) {
        tallies.keySet().removeIf(key -> !kept.test(key.day()));
    }

    SortedMap<StatsKey, Tally> tallies() {
        return Collections.unmodifiableSortedMap(tallies);
    }

    private void add(StatsKey key, Tally tally) {
        tallies.merge(key, tally, Tally::plus);
    }
}
