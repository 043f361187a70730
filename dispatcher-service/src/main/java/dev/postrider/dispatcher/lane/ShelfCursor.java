package dev.postrider.dispatcher.lane;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far a lane's deliveries on the shelf are worked off. Only the lane's own records count; what lies between belongs to
 * other lanes. Belongs to the thread that owns the consumer.
 */
final class ShelfCursor {
    /** Taken into memory and not complete. */
    private final NavigableSet<Long> open = new TreeSet<>();

    /** Complete, above the lowest open one. */
    private final NavigableSet<Long> done = new TreeSet<>();

    private long next;
    private long end;

    /**
     * @param cursor every record of the lane below is complete
     * @param doneAbove offsets above that are complete too
     * @param end past the last record that may be the lane's
     */
    ShelfCursor(long cursor, Collection<Long> doneAbove, long end) {
        this.next = cursor;
        this.end = Math.max(cursor, end);
        done.addAll(doneAbove);
    }

    /** The lane has got another record, before this offset. */
    void shelved(long nextOffset) {
        end = Math.max(end, nextOffset);
    }

    /** Takes a record that was read; false if it was complete before. */
    boolean take(long offset) {
        if (offset < next) {
            throw new IllegalStateException("read shelf offset " + offset + " again, after " + (next - 1));
        }
        next = offset + 1;
        return !done.contains(offset) && open.add(offset);
    }

    /** All records of the lane below an offset have been taken. */
    void passed(long offset) {
        next = Math.max(next, offset);
    }

    /** Whether a record would be the lane's oldest that is not complete. */
    boolean isFirst(long offset) {
        return open.isEmpty() && !done.contains(offset);
    }

    void complete(long offset) {
        if (!open.remove(offset)) {
            throw new IllegalStateException("completed shelf offset " + offset + ", which was not open");
        }
        done.add(offset);
        done.headSet(frontier()).clear();
    }

    /** Every record of the lane below is complete. */
    long frontier() {
        return open.isEmpty() ? next : open.first();
    }

    /** Complete offsets at or above the frontier. */
    List<Long> done() {
        return List.copyOf(done.tailSet(frontier()));
    }

    /** The next offset to read. */
    long next() {
        return next;
    }

    /** Where reading for the lane ends for now. */
    long end() {
        return end;
    }

    /** How many more may be taken into memory; at least one if nothing is in memory. */
    int room(int window) {
        int room = window - open.size() - done.size();
        return open.isEmpty() ? Math.max(1, room) : room;
    }

    /** Whether nothing that is not complete is in memory. */
    boolean holdsNothing() {
        return open.isEmpty();
    }

    /** Whether everything that the lane has on the shelf has been taken. */
    boolean isCaughtUp() {
        return next >= end;
    }

    /** Whether everything that the lane has on the shelf is complete. */
    boolean isDrained() {
        return isCaughtUp() && open.isEmpty();
    }
}
