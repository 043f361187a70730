package dev.postrider.dispatcher.intake;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which records of one partition have been received and not completed, and from there the frontier: the next offset to
 * commit. It never passes a record that is not complete.
 *
 * <p>Only received offsets count: compaction and transactions leave gaps, which no completion would ever fill. Example:
 * received 5, 6, 9; completed 6 and 9. Incomplete is 5, the frontier is 5. Once 5 completes, the frontier is 10.
 *
 * <p>Belongs to the one thread that owns the consumer.
 */
public final class OffsetTracker {
    private final NavigableSet<Long> incomplete = new TreeSet<>();

    /** What an earlier owner had completed above its frontier; read once at assignment. */
    private final CommittedProgress before;

    private long next;

    /**
     * @param before what was committed for the partition; the consumer reads from its frontier on
     */
    public OffsetTracker(CommittedProgress before) {
        this.before = before;
        this.next = before.frontier();
    }

    /**
     * Takes note of a received record.
     *
     * @return whether it is to be processed; false if an earlier owner had completed it
     * @throws IllegalStateException if the offset was received before: the consumer went back without a new assignment
     */
    public boolean receive(long offset) {
        if (offset < next) {
            throw new IllegalStateException("received offset " + offset + " after " + (next - 1));
        }
        next = offset + 1;
        if (before.isCompleted(offset)) {
            return false;
        }
        incomplete.add(offset);
        return true;
    }

    /**
     * Takes note that a received record has been handed over durably.
     *
     * @throws IllegalStateException if the offset is not one that was received and incomplete
     */
    public void complete(long offset) {
        if (!incomplete.remove(offset)) {
            throw new IllegalStateException("completed offset " + offset + ", which was not incomplete");
        }
    }

    /** The next offset to commit: the lowest incomplete one, or the one after the last received. */
    public long frontier() {
        return incomplete.isEmpty() ? next : incomplete.first();
    }

    /** How many records have been received and not completed. */
    public int admitted() {
        return incomplete.size();
    }

    /**
     * What to commit: the frontier and what is incomplete above it. What an earlier owner had completed further up than
     * this one has read is said again, or a second crash would repeat it.
     */
    public CommittedProgress progress() {
        NavigableSet<Long> open = new TreeSet<>(incomplete);
        open.addAll(before.incomplete().tailSet(next, true));
        return new CommittedProgress(frontier(), Math.max(next, before.end()), open);
    }
}
