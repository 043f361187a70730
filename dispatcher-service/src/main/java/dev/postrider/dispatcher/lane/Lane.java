package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.LaneRecord.Behind;
import dev.postrider.common.wire.LaneRecord.Head;
import dev.postrider.dispatcher.lane.LanePort.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One lane: a bounded queue, and behind it the shelf.
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
 * While it is behind, arrivals are shelved too, until all that was shelved is in the queue; then they join behind it. Nothing is
 * shelved before a record that says so is acknowledged, and nothing leaves the deliveries topic before it is shelved.
 *
 * <p>An ordered lane has one delivery under way. When that fails and is to be retried, it becomes the lane's head: it keeps its
 * place, on the shelf, and the lane waits for its next attempt. Belongs to the thread that owns the consumer.
 */
final class Lane {
    private static final int BATCH = 64;

    enum Mode {
        DIRECT,
        TURNING,
        BEHIND,
        ENDING
    }

    final LaneKey key;
    final Gate gate;
    private final PartitionId partition;
    private final LaneSettings settings;
    private final LanePort port;
    private final InstantSource clock;

    private final Deque<Admitted> queue = new ArrayDeque<>();
    /** Received while there was no place in the queue: to be shelved, in this order. */
    private final Deque<Admitted> overflow = new ArrayDeque<>();

    private Mode mode = Mode.DIRECT;
    private @Nullable ShelfCursor shelf;
    /** No record of the lane that may be durable has a lower cursor. */
    private long pinned;

    private boolean writing;
    private boolean rewrite;
    private long writtenCursor;
    private long lastWriteNanos;
    private boolean shelving;

    private boolean closing;

    /** When it is to be asked again by itself; 0 for never. */
    long sleepsUntil;

    private int underWay;
    private int admitted;
    private long shelfBytesInMemory;
    private long shelvedBytes;

    private HeldReason reason = HeldReason.BEHIND;
    private boolean held;
    private long waitsUntilNanos;

    private boolean ordered;
    private @Nullable Admitted current;
    /** The delivery under way is being shelved as well, because what follows it is. */
    private boolean copying;

    private @Nullable Runnable afterCopy;
    private @Nullable Head head;
    private @Nullable DeliveryId headId;
    private long headDueNanos;

    Lane(LaneKey key, Gate gate, PartitionId partition, LaneSettings settings, LanePort port, InstantSource clock) {
        this.key = key;
        this.gate = gate;
        this.partition = partition;
        this.settings = settings;
        this.port = port;
        this.clock = clock;
    }

    /** Takes up what an earlier owner left on the shelf. */
    void recover(Behind behind, long shelfEnd, long now) {
        mode = Mode.BEHIND;
        shelf = new ShelfCursor(behind.cursor(), behind.done(), shelfEnd);
        pinned = behind.cursor();
        writtenCursor = behind.cursor();
        shelvedBytes = behind.bytes();
        reason = behind.reason();
        Instant until = behind.until();
        if (until != null) {
            gate.holdUntil(now + Duration.between(clock.instant(), until).toNanos(), now);
        }
        head = behind.head();
        if (head != null) {
            headDueNanos = nanosOf(head.due(), now);
        }
    }

    // --- what comes in ---

    /** Takes an arrival; false if the lane has its share of its partition already. */
    boolean offer(Admitted arrival, long shelfEnd, long now) {
        if (admitted >= settings.admitted()) {
            return false;
        }
        admitted++;
        boolean joins = switch (mode) {
            case DIRECT, ENDING -> overflow.isEmpty();
            case TURNING -> false;
            case BEHIND -> shelf().isCaughtUp() && overflow.isEmpty() && !shelving;
        };
        if (joins && queue.size() < settings.queue()) {
            queue.add(arrival);
            return true;
        }
        overflow.add(arrival);
        if (mode == Mode.DIRECT) {
            turnBehind(shelfEnd, now);
        } else if (mode == Mode.BEHIND) {
            if (shelf().isCaughtUp()) {
                overflowQueue();
            }
            shelveNext();
        }
        return true;
    }

    /** Takes a delivery that was read back. */
    void takeBack(Admitted read) {
        ShelfCursor cursor = shelf();
        boolean isFirst = cursor.isFirst(read.offset());
        if (!cursor.take(read.offset())) {
            return;
        }
        shelfBytesInMemory += read.delivery().body().length;
        Head waiting = head;
        if (isFirst && waiting != null) {
            headId = read.delivery().id();
            queue.add(read.atAttempt(waiting.attempt()));
        } else {
            queue.add(read);
        }
    }

    // --- what goes out ---

    /** The delivery whose turn it is; null if none may start now. */
    @Nullable Admitted peek(long now) {
        Admitted next = queue.peek();
        if (next == null || (ordered && underWay > 0) || headDue(now) != 0) {
            return null;
        }
        // The rest of the lane's share is the queue's: if all of it were under way, the next arrival would stop the
        // partition.
        boolean hasShare = next.isShelved() || underWay < settings.admitted() - settings.queue();
        return hasShare ? next : null;
    }

    /** When the head of an ordered lane is due; 0 if nothing has to be waited for. */
    long headDue(long now) {
        return head != null && headDueNanos - now > 0 ? headDueNanos : 0;
    }

    void setOrdered(boolean is) {
        ordered = is;
    }

    boolean isBusyOrdered() {
        return ordered && underWay > 0;
    }

    /** Takes the delivery whose turn it is out of the queue. */
    Admitted take() {
        Admitted next = queue.remove();
        underWay++;
        if (ordered) {
            current = next;
        }
        return next;
    }

    /** Says why the next delivery does not start. */
    void waits(HeldReason why, boolean nothingIsSent, long untilNanos) {
        reason = why;
        held = nothingIsSent;
        waitsUntilNanos = untilNanos;
    }

    void goes() {
        held = false;
    }

    // --- what has ended ---

    /**
     * A delivery under way is complete.
     *
     * @return whether its record on the deliveries topic is; not where it came from the shelf, and not where the shelving of its
     *     copy completes or has completed that
     */
    boolean complete(Admitted done) {
        underWay--;
        if (!isCurrent(done)) {
            ended(done);
            return !done.isShelved();
        }
        if (copying) {
            afterCopy = this::completeCopy;
            return false;
        }
        Admitted now = takeCurrent();
        ended(now);
        return !now.isShelved();
    }

    /** The delivery under way of an ordered lane failed and is retried at its place. */
    void headFailed(Admitted failed, Instant due, long shelfEnd, long now) {
        underWay--;
        head = new Head(failed.delivery().attempt() + 1, due);
        headId = failed.delivery().id();
        headDueNanos = nanosOf(due, now);
        if (copying) {
            afterCopy = this::retryCopy;
            return;
        }
        Admitted again = takeCurrent().nextAttempt();
        queue.addFirst(again);
        rewrite = true;
        if (!again.isShelved()) {
            if (mode == Mode.DIRECT) {
                turnBehind(shelfEnd, now);
            } else if (mode == Mode.BEHIND) {
                overflowQueue();
                shelveNext();
            }
        }
    }

    /** Deliveries were appended to the shelf at these offsets. */
    void shelved(List<Admitted> batch, TopicPartition shelfPartition, List<Long> offsets) {
        shelving = false;
        admitted -= batch.size();
        batch.forEach(one -> shelvedBytes += one.delivery().body().length);
        ShelfCursor cursor = shelf();
        cursor.shelved(offsets.getLast() + 1);
        if (copying && isCurrent(batch.getFirst())) {
            bindCopy(batch.getFirst().onShelf(shelfPartition, offsets.getFirst()));
        }
        shelveNext();
    }

    /** A record that says where the lane stands was acknowledged. */
    void written(@Nullable Behind behind, long shelfEnd, long now) {
        writing = false;
        lastWriteNanos = now;
        if (behind == null) {
            shelf = null;
            mode = Mode.DIRECT;
            if (rewrite && head == null) {
                rewrite = false;
                writeAgain();
            } else if (!overflow.isEmpty() || head != null) {
                turnBehind(shelfEnd, now);
            }
            return;
        }
        pinned = behind.cursor();
        writtenCursor = behind.cursor();
        if (mode == Mode.TURNING) {
            mode = Mode.BEHIND;
            shelf = new ShelfCursor(behind.cursor(), List.of(), behind.cursor());
            overflowQueue();
            shelveNext();
        }
    }

    // --- what time brings ---

    /** Shelves what waits too long. */
    void checkPatience(long shelfEnd, long now) {
        boolean waitsTooLong = queue.stream()
                .filter(one -> !one.isShelved())
                .findFirst()
                .map(oldest ->
                        now - oldest.receivedNanos() > settings.patience().toNanos())
                .orElse(false);
        if (!waitsTooLong) {
            return;
        }
        if (mode == Mode.DIRECT) {
            turnBehind(shelfEnd, now);
        } else if (mode == Mode.BEHIND) {
            overflowQueue();
            shelveNext();
        }
    }

    /** Takes deliveries out of the queue of which that is true; they count as under way. */
    List<Admitted> takeOut(Predicate<Admitted> which) {
        List<Admitted> out = new ArrayList<>();
        for (Iterator<Admitted> all = queue.iterator(); all.hasNext(); ) {
            Admitted one = all.next();
            if (which.test(one)) {
                all.remove();
                out.add(one);
            }
        }
        underWay += out.size();
        return out;
    }

    /** Writes where the lane stands, if that has changed and the last such record is not too young. */
    void writeProgress(boolean atOnce, long now) {
        if (mode != Mode.BEHIND || writing) {
            return;
        }
        ShelfCursor cursor = shelf();
        if (headId == null && cursor.isDrained()) {
            // An earlier owner had not come to shelve the head: it comes from the deliveries topic again.
            head = null;
        }
        boolean due = atOnce
                || rewrite
                || now - lastWriteNanos >= settings.progressInterval().toNanos();
        boolean drained = !closing && cursor.isDrained() && overflow.isEmpty() && !shelving && !copying && head == null;
        if (due && drained) {
            mode = Mode.ENDING;
            shelvedBytes = 0;
            write(null);
        } else if (due && (rewrite || cursor.frontier() > writtenCursor)) {
            write(behind(cursor.frontier(), cursor.done(), now));
        }
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

    /** Forgets what only waits: what is on the deliveries topic or the shelf stays there for the next owner. */
    void close() {
        closing = true;
        Admitted copy = overflow.peek();
        boolean copyWaits = copying && copy != null && isCurrent(copy);
        queue.clear();
        overflow.clear();
        if (copyWaits && afterCopy == null) {
            // The delivery under way completes its own record.
            copying = false;
        } else if (copyWaits) {
            // It has ended, and only its copy can complete its record.
            overflow.add(copy);
        }
    }

    // --- what others ask ---

    /**
     * What the lane wants to read.
     *
     * @param onlyOne whether memory is short: then it wants one delivery, if it has none
     */
    ShelfRequest.@Nullable Need need(boolean onlyOne) {
        ShelfCursor cursor = shelf;
        if (closing || mode != Mode.BEHIND || cursor == null || cursor.isCaughtUp()) {
            return null;
        }
        if (onlyOne) {
            return cursor.holdsNothing() ? new ShelfRequest.Need(cursor.next(), cursor.end(), 1) : null;
        }
        int window = held ? Math.min(settings.heldWindow(), settings.window()) : settings.window();
        int room = cursor.room(window);
        // Few at a time are not worth a request, unless nothing is left in memory that could make more room.
        boolean worthIt = cursor.holdsNothing() || room >= Math.max(1, window / 4);
        return worthIt ? new ShelfRequest.Need(cursor.next(), cursor.end(), room) : null;
    }

    void passed(long offset) {
        if (shelf != null) {
            shelf.passed(offset);
        }
    }

    /** The oldest in the queue, whether or not it may start; null if there is none. */
    @Nullable Admitted first() {
        return queue.peek();
    }

    PartitionId partition() {
        return partition;
    }

    boolean hasQueued() {
        return !queue.isEmpty();
    }

    boolean isHeld() {
        return held;
    }

    Mode mode() {
        return mode;
    }

    long pinned() {
        return pinned;
    }

    long shelfBytesInMemory() {
        return shelfBytesInMemory;
    }

    /** Whether more waits than is kept, so that the oldest must go. */
    boolean isOverfull() {
        return shelvedBytes > settings.waitingBytes();
    }

    /** Whether the broker owes an answer. */
    boolean isWaitingForBroker() {
        return writing || shelving;
    }

    boolean isIdle() {
        return mode == Mode.DIRECT && underWay == 0 && queue.isEmpty() && overflow.isEmpty();
    }

    // --- inside ---

    private void turnBehind(long shelfEnd, long now) {
        mode = Mode.TURNING;
        pinned = shelfEnd;
        write(behind(shelfEnd, List.of(), now));
    }

    /** Moves what came from the deliveries topic out of the queue, before what overflowed. */
    private void overflowQueue() {
        Deque<Admitted> direct = new ArrayDeque<>();
        Admitted busy = current;
        if (!closing && ordered && underWay > 0 && busy != null && !busy.isShelved() && !copying) {
            copying = true;
            direct.add(busy);
        }
        for (Iterator<Admitted> all = queue.iterator(); all.hasNext(); ) {
            Admitted one = all.next();
            if (!one.isShelved()) {
                all.remove();
                direct.add(one);
            }
        }
        while (!direct.isEmpty()) {
            overflow.addFirst(direct.removeLast());
        }
    }

    private void shelveNext() {
        if (shelving || overflow.isEmpty() || mode != Mode.BEHIND) {
            return;
        }
        List<Admitted> batch = new ArrayList<>();
        while (batch.size() < BATCH && !overflow.isEmpty()) {
            batch.add(overflow.remove());
        }
        shelving = true;
        port.shelve(partition, key, batch, reason);
    }

    private void write(@Nullable Behind behind) {
        writing = true;
        rewrite = false;
        port.write(partition, key, behind);
    }

    private Behind behind(long cursor, List<Long> done, long now) {
        boolean timed = held && waitsUntilNanos - now > Duration.ofSeconds(1).toNanos();
        Instant until = timed ? clock.instant().plusNanos(waitsUntilNanos - now) : null;
        return new Behind(reason, until, cursor, done, shelvedBytes, head);
    }

    /** The copy of the delivery under way is on the shelf: from now on that is its record. */
    private void bindCopy(Admitted copy) {
        copying = false;
        current = copy;
        shelf().take(copy.offset());
        shelfBytesInMemory += copy.delivery().body().length;
        Runnable after = afterCopy;
        afterCopy = null;
        if (after != null) {
            after.run();
        }
    }

    private void completeCopy() {
        ended(takeCurrent());
    }

    private void retryCopy() {
        queue.addFirst(takeCurrent().nextAttempt());
        rewrite = true;
    }

    private void ended(Admitted done) {
        if (done.isShelved()) {
            shelf().complete(done.offset());
            shelfBytesInMemory -= done.delivery().body().length;
            shelvedBytes = Math.max(0, shelvedBytes - done.delivery().body().length);
        } else {
            admitted--;
        }
        if (done.delivery().id().equals(headId)) {
            head = null;
            headId = null;
        }
    }

    private Admitted takeCurrent() {
        Admitted now = Objects.requireNonNull(current);
        current = null;
        return now;
    }

    private boolean isCurrent(Admitted one) {
        Admitted now = current;
        return now != null && now.delivery().id().equals(one.delivery().id());
    }

    private ShelfCursor shelf() {
        if (shelf == null) {
            throw new IllegalStateException("lane " + key + " is not behind");
        }
        return shelf;
    }

    private long nanosOf(Instant time, long now) {
        return now + Duration.between(clock.instant(), time).toNanos();
    }
}
