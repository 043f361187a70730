package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lane's way to the shelf and back.
 *
 * <pre>
 *            queue full, or its oldest waited too long
 *   DIRECT ───────────────────────────────────────────► TURNING    its record is on the way
 *     ▲                                                    │ acknowledged: queue and arrivals are shelved
 *     │ record gone                                        ▼
 *   ENDING ◄─────────────────────────────────────────── BEHIND     reads back, oldest first
 *            nothing of it is left on the shelf
 * </pre>
 *
 * Nothing is shelved before a record that says so is acknowledged. One record and one batch are on the way to the broker at a time.
 * Belongs to the thread that owns the consumer.
 */
final class Shelving {
    private static final int BATCH = 64;

    enum Mode {
        DIRECT,
        TURNING,
        BEHIND,
        ENDING
    }

    private final LaneKey key;
    private final PartitionId partition;
    private final LaneSettings settings;
    private final LanePort port;
    private final Standing standing;

    /** Received while there was no place in the queue: to be shelved, in this order. */
    private final Deque<Admitted> overflow = new ArrayDeque<>();

    /** Read back to be shelved once more, at the shelf's end, in this order. */
    private final Deque<Admitted> moving = new ArrayDeque<>();

    /** What stands on the shelf below this offset goes to its end; 0 for nothing. */
    private long moveUntil;

    private Mode mode = Mode.DIRECT;
    private @Nullable ShelfCursor cursor;
    /** No record of the lane that may be durable has a lower cursor. */
    private long pinned;

    private boolean writing;
    private boolean rewrite;
    private long writtenCursor;
    private long lastWriteNanos;
    private boolean shelving;

    private long bytesInMemory;
    private long bytes;

    /** What the lane's record says besides. */
    @FunctionalInterface
    interface Standing {
        Behind at(long cursor, List<Long> done, long bytes, long now);
    }

    Shelving(LaneKey key, PartitionId partition, LaneSettings settings, LanePort port, Standing standing) {
        this.key = key;
        this.partition = partition;
        this.settings = settings;
        this.port = port;
        this.standing = standing;
    }

    /** Takes up what an earlier owner left on the shelf. */
    void recover(Behind left, long shelfEnd) {
        mode = Mode.BEHIND;
        cursor = new ShelfCursor(left.cursor(), left.done(), shelfEnd);
        pinned = left.cursor();
        writtenCursor = left.cursor();
        bytes = left.bytes();
    }

    Mode mode() {
        return mode;
    }

    // --- to the shelf ---

    /** Whether arrivals may join the queue, because nothing that came before them is on its way past it. */
    boolean letsJoin() {
        return switch (mode) {
            case DIRECT, ENDING -> overflow.isEmpty();
            case TURNING -> false;
            case BEHIND -> isCaughtUp() && overflow.isEmpty() && moving.isEmpty() && !shelving;
        };
    }

    /** Has a delivery shelved after all others. */
    void add(Admitted arrival) {
        overflow.add(arrival);
    }

    /** Has deliveries shelved before all others, in their order. */
    void addFirst(Deque<Admitted> before) {
        while (!before.isEmpty()) {
            overflow.addFirst(before.removeLast());
        }
    }

    /** The delivery that is shelved next; null for none. */
    @Nullable Admitted next() {
        return overflow.peek();
    }

    /** Forgets what waits to be shelved: it stays where it stands. */
    void clear() {
        overflow.clear();
        moving.clear();
    }

    void turnBehind(long shelfEnd, long now) {
        mode = Mode.TURNING;
        pinned = shelfEnd;
        write(standing.at(shelfEnd, List.of(), bytes, now));
    }

    /** Sends what waits to be shelved on its way, if nothing is. */
    void shelveNext(HeldReason reason) {
        if (shelving || (overflow.isEmpty() && moving.isEmpty()) || mode != Mode.BEHIND) {
            return;
        }
        List<Admitted> batch = new ArrayList<>();
        // What moves has a place already; what was received keeps its partition waiting.
        for (Deque<Admitted> from : List.of(overflow, moving)) {
            while (batch.size() < BATCH && !from.isEmpty()) {
                batch.add(from.remove());
            }
        }
        shelving = true;
        port.shelve(partition, key, batch, reason);
    }

    /** A batch was appended at these offsets. */
    void shelved(List<Admitted> batch, List<Long> offsets) {
        shelving = false;
        cursor().shelved(offsets.getLast() + 1);
        for (Admitted one : batch) {
            bytes += one.delivery().body().length;
            if (one.isShelved()) {
                complete(one);
            }
        }
    }

    // --- and once more to its end ---

    /**
     * Has everything that the lane has on the shelf now shelved once more, at the end, because what lies between keeps the shelf
     * from being trimmed.
     *
     * @param queued those of them that were read back already
     */
    void move(List<Admitted> queued) {
        moveUntil = cursor().end();
        moving.addAll(queued);
    }

    boolean isMoving() {
        return moveUntil != 0 && cursor().frontier() < moveUntil;
    }

    /** Takes a record that was read back, if it moves; false if it is the queue's. */
    boolean moves(Admitted read) {
        return read.offset() < moveUntil && moving.add(read);
    }

    // --- and back ---

    /** Whether everything that the lane has on the shelf has been read. */
    boolean isCaughtUp() {
        return cursor().isCaughtUp();
    }

    /** Whether a record that is read would be the lane's oldest that is not complete. */
    boolean isFirst(long offset) {
        return cursor().isFirst(offset);
    }

    /** Takes a record that stands on the shelf; false if it was complete before. */
    boolean take(Admitted read) {
        if (!cursor().take(read.offset())) {
            return false;
        }
        bytesInMemory += read.delivery().body().length;
        return true;
    }

    /** A record that stands on the shelf is complete. */
    void complete(Admitted done) {
        int length = done.delivery().body().length;
        cursor().complete(done.offset());
        bytesInMemory -= length;
        bytes = Math.max(0, bytes - length);
    }

    void passed(long offset) {
        if (cursor != null) {
            cursor.passed(offset);
        }
    }

    /**
     * What the lane wants to read.
     *
     * @param onlyOne whether memory is short: then it wants one delivery, if it has none
     * @param held whether nothing is sent: then it wants fewer
     */
    ShelfRequest.@Nullable Need need(boolean onlyOne, boolean held) {
        if (mode != Mode.BEHIND || cursor == null || cursor.isCaughtUp()) {
            return null;
        }
        if (onlyOne) {
            return cursor.holdsNothing() ? new ShelfRequest.Need(cursor.next(), cursor.end(), 1) : null;
        }
        int window = held && !isMoving() ? Math.min(settings.heldWindow(), settings.window()) : settings.window();
        int room = cursor.room(window);
        // Few at a time are not worth a request, unless nothing is left in memory that could make more room.
        boolean worthIt = cursor.holdsNothing() || room >= Math.max(1, window / 4);
        return worthIt ? new ShelfRequest.Need(cursor.next(), cursor.end(), room) : null;
    }

    // --- the record that says where the lane stands ---

    /**
     * A record was acknowledged.
     *
     * @return whether the lane has another mode with that
     */
    boolean written(@Nullable Behind behind, long now) {
        writing = false;
        lastWriteNanos = now;
        if (behind == null) {
            cursor = null;
            moveUntil = 0;
            mode = Mode.DIRECT;
            return true;
        }
        pinned = behind.cursor();
        writtenCursor = behind.cursor();
        if (mode != Mode.TURNING) {
            return false;
        }
        mode = Mode.BEHIND;
        cursor = new ShelfCursor(behind.cursor(), List.of(), behind.cursor());
        return true;
    }

    /** Has the record written soon, although the cursor has not moved. */
    void rewrite() {
        rewrite = true;
    }

    /** The same, where there is one. */
    void rewriteIfAny() {
        if (mode == Mode.TURNING || mode == Mode.BEHIND) {
            rewrite = true;
        }
    }

    boolean isToBeRewritten() {
        return rewrite;
    }

    /** Says again where the lane stands: another owner's late record has followed the last one. */
    void writeAgain() {
        if (mode == Mode.DIRECT) {
            mode = Mode.ENDING;
            write(null);
        } else {
            rewrite = true;
        }
    }

    /** Whether everything that the lane has on the shelf is complete. */
    boolean isDrained() {
        return cursor().isDrained();
    }

    /**
     * Writes where the lane stands, if that has changed and the last such record is not too young.
     *
     * @param mayEnd whether the lane is no longer behind once nothing of it is on the shelf
     */
    void writeProgress(boolean atOnce, boolean mayEnd, long now) {
        boolean due = atOnce
                || rewrite
                || now - lastWriteNanos >= settings.progressInterval().toNanos();
        if (due && mayEnd && isDrained() && overflow.isEmpty() && !shelving) {
            mode = Mode.ENDING;
            bytes = 0;
            write(null);
        } else if (due && (rewrite || cursor().frontier() > writtenCursor)) {
            write(standing.at(cursor().frontier(), cursor().done(), bytes, now));
        }
    }

    boolean isWriting() {
        return writing;
    }

    private void write(@Nullable Behind behind) {
        writing = true;
        rewrite = false;
        port.write(partition, key, behind);
    }

    // --- what others ask ---

    long pinned() {
        return pinned;
    }

    /** Bodies that wait, roughly. */
    long bytes() {
        return bytes;
    }

    long bytesInMemory() {
        return bytesInMemory;
    }

    /** Whether more waits than is kept, so that the oldest must go. */
    boolean isOverfull() {
        return bytes > settings.waitingBytes();
    }

    boolean isWaitingForBroker() {
        return writing || shelving;
    }

    boolean hasNothingToShelve() {
        return overflow.isEmpty();
    }

    private ShelfCursor cursor() {
        if (cursor == null) {
            throw new IllegalStateException("lane " + key + " is not behind");
        }
        return cursor;
    }
}
