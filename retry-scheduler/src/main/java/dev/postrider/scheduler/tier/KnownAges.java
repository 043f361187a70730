package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Since when the records of one partition are known to stand there, by this process's clock that only runs forward: whatever lay
 * below the partition's end when that was last seen has been there at least since then. So a record that was stamped by a
 * clock far ahead is known to have waited its tier through although it was not held, and one poll of such records does not
 * hold up the next for a whole tier each. Pure; memory does not grow with what waits.
 */
final class KnownAges {
    private final long tierNanos;
    private final long spacingNanos;
    /** Oldest first; both offsets and times grow. */
    private final Deque<End> ends = new ArrayDeque<>();

    private record End(long offset, long nanos) {}

    KnownAges(Duration tier) {
        this.tierNanos = tier.toNanos();
        this.spacingNanos = spacing(tier).toNanos();
    }

    /** Ends that are seen more often than this add little: a 32nd of the tier. */
    static Duration spacing(Duration tier) {
        return tier.dividedBy(32);
    }

    /** The partition ended at this offset. */
    void ended(long offset, long nanos) {
        End last = ends.peekLast();
        if (last == null || (offset > last.offset() && nanos - last.nanos() >= spacingNanos)) {
            ends.addLast(new End(offset, nanos));
        }
    }

    /** Records below this offset are not asked for again. */
    void passed(long offset, long now) {
        End first = ends.pollFirst();
        while (first != null && isOfNoUse(first, offset, now)) {
            first = ends.pollFirst();
        }
        if (first != null) {
            ends.addFirst(first);
        }
    }

    private boolean isOfNoUse(End first, long offset, long now) {
        End second = ends.peekFirst();
        return first.offset() <= offset || (second != null && now - second.nanos() >= tierNanos);
    }

    /** The earliest time at which the record at this offset is known to have stood there; now if nothing is known. */
    long since(long offset, long now) {
        for (End end : ends) {
            if (offset < end.offset()) {
                return end.nanos();
            }
        }
        return now;
    }
}
