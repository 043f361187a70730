package dev.postrider.dispatcher.lane;

import dev.postrider.common.delivery.HeldReason;
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
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One lane: a bounded queue, and behind it the shelf ({@link Shelving}).
 *
 * <p>While it is behind, arrivals are shelved too, until all that was shelved is in the queue; then they join behind it. Nothing
 * leaves the deliveries topic before it is shelved.
 *
 * <p>An ordered lane has one delivery under way. When that fails and is to be retried, it becomes the lane's head ({@link OrderedHead}): it
 * keeps its place, on the shelf, and the lane waits for its next attempt. Belongs to the thread that owns the consumer.
 */
final class Lane {
    final LaneKey key;
    final Gate gate;
    private final PartitionId partition;
    private final LaneSettings settings;
    private final InstantSource clock;

    private final Deque<Admitted> queue = new ArrayDeque<>();
    private final Shelving shelf;
    private final OrderedHead head = new OrderedHead();

    private boolean closing;

    /** When it is to be asked again by itself; 0 for never. */
    long sleepsUntil;

    private int underWay;
    private int admitted;
    private boolean judged;
    private boolean ordered;

    private HeldReason reason = HeldReason.BEHIND;
    private boolean held;
    private long waitsUntilNanos;

    Lane(LaneKey key, Gate gate, PartitionId partition, LaneSettings settings, LanePort port, InstantSource clock) {
        this.key = key;
        this.gate = gate;
        this.partition = partition;
        this.settings = settings;
        this.clock = clock;
        this.shelf = new Shelving(key, partition, settings, port, this::standing);
    }

    /** Takes up what an earlier owner left on the shelf. */
    void recover(Behind behind, long shelfEnd, long now) {
        shelf.recover(behind, shelfEnd);
        reason = behind.reason();
        if (reason == HeldReason.SECRET_UNREADABLE) {
            gate.locked(clock.instant());
        }
        Instant until = behind.until();
        if (until != null) {
            gate.holdUntil(nanosOf(until, now), now);
        }
        Head left = behind.head();
        if (left != null) {
            head.recover(left, nanosOf(left.due(), now));
        }
    }

    // --- what comes in ---

    /** Takes an arrival; false if the lane has its share of its partition already. */
    boolean offer(Admitted arrival, long shelfEnd, long now) {
        if (admitted >= settings.admitted()) {
            return false;
        }
        admitted++;
        if (shelf.letsJoin() && queue.size() < settings.queue()) {
            queue.add(arrival);
            return true;
        }
        shelf.add(arrival);
        if (shelf.mode() == Shelving.Mode.DIRECT) {
            shelf.turnBehind(shelfEnd, now);
        } else if (shelf.mode() == Shelving.Mode.BEHIND) {
            if (shelf.isCaughtUp()) {
                overflowQueue();
            }
            shelf.shelveNext(reason);
        }
        return true;
    }

    /** Takes a delivery that was read back. */
    void takeBack(Admitted read) {
        boolean isFirst = shelf.isFirst(read.offset());
        if (!shelf.take(read)) {
            return;
        }
        if (shelf.moves(read)) {
            shelf.shelveNext(reason);
        } else {
            queue.add(isFirst ? head.readBack(read) : read);
        }
    }

    // --- what goes out ---

    /** The delivery whose turn it is; null if none may start now. */
    @Nullable Admitted peek(long now) {
        Admitted next = queue.peek();
        if (next == null || isBusyOrdered() || headDue(now) != 0) {
            return null;
        }
        // The rest of the lane's share is the queue's: if all of it were under way, the next arrival would stop the
        // partition.
        boolean hasShare = next.isShelved() || underWay < settings.admitted() - settings.queue();
        return hasShare ? next : null;
    }

    /** When the head of an ordered lane is due; 0 if nothing has to be waited for. */
    long headDue(long now) {
        return head.due(now);
    }

    void setOrdered(boolean is) {
        judged = true;
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
            head.start(next);
        }
        return next;
    }

    /** Says why the next delivery does not start. */
    void waits(HeldReason why, boolean nothingIsSent, long untilNanos) {
        if (why == HeldReason.SECRET_UNREADABLE) {
            gate.locked(clock.instant());
            if (reason != why) {
                // What stands on the shelf for another reason does not tell the next owner of it.
                shelf.rewriteIfAny();
            }
        }
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
        if (!head.is(done)) {
            ended(done);
            return !done.isShelved();
        }
        if (head.isCopying()) {
            head.afterCopy(() -> ended(head.take()));
            return false;
        }
        Admitted now = head.take();
        ended(now);
        return !now.isShelved();
    }

    /** The delivery under way of an ordered lane failed and is retried at its place. */
    void headFailed(Admitted failed, Instant due, long shelfEnd, long now) {
        underWay--;
        head.fail(failed, due, nanosOf(due, now));
        if (head.isCopying()) {
            head.afterCopy(this::retryHead);
        } else if (!retryHead().isShelved()) {
            shelveQueue(shelfEnd, now);
        }
    }

    private Admitted retryHead() {
        Admitted again = head.take().nextAttempt();
        queue.addFirst(again);
        shelf.rewrite();
        return again;
    }

    private void ended(Admitted done) {
        if (done.isShelved()) {
            shelf.complete(done);
        } else {
            admitted--;
        }
        head.ended(done.delivery().id());
    }

    /** Deliveries were appended to the shelf at these offsets. */
    void shelved(List<Admitted> batch, TopicPartition shelfPartition, List<Long> offsets) {
        admitted -= (int) batch.stream().filter(one -> !one.isShelved()).count();
        shelf.shelved(batch, offsets);
        Admitted first = batch.getFirst();
        if (head.isCopying() && head.is(first)) {
            Admitted copy = first.onShelf(shelfPartition, offsets.getFirst());
            shelf.take(copy);
            head.copied(copy);
        }
        shelf.shelveNext(reason);
    }

    /** A record that says where the lane stands was acknowledged. */
    void written(@Nullable Behind behind, long shelfEnd, long now) {
        if (!shelf.written(behind, now)) {
            return;
        }
        if (shelf.mode() == Shelving.Mode.BEHIND) {
            overflowQueue();
            shelf.shelveNext(reason);
        } else if (shelf.isToBeRewritten() && !head.hasFailed()) {
            shelf.writeAgain();
        } else if (!shelf.hasNothingToShelve() || head.hasFailed()) {
            shelf.turnBehind(shelfEnd, now);
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
        if (waitsTooLong) {
            shelveQueue(shelfEnd, now);
        }
    }

    /**
     * Whether it can make way by going to the shelf's end. One of which nothing was judged yet might be ordered, and of an ordered
     * one what comes meanwhile would stand before what moves.
     */
    boolean canMove() {
        return judged && !ordered && !closing && shelf.mode() == Shelving.Mode.BEHIND && !shelf.isMoving();
    }

    boolean isMoving() {
        return shelf.mode() == Shelving.Mode.BEHIND && shelf.isMoving();
    }

    /** Goes to the shelf's end, with everything that it has there and that is not under way. */
    void move() {
        shelf.move(removeFromQueue(Admitted::isShelved));
        shelf.shelveNext(reason);
    }

    /** Takes deliveries out of the queue of which that is true; they count as under way. */
    List<Admitted> takeOut(Predicate<Admitted> which) {
        List<Admitted> out = removeFromQueue(which);
        underWay += out.size();
        return out;
    }

    /** Writes where the lane stands, if that has changed and the last such record is not too young. */
    void writeProgress(boolean atOnce, long now) {
        if (shelf.mode() != Shelving.Mode.BEHIND || shelf.isWriting()) {
            return;
        }
        if (shelf.isDrained()) {
            head.nothingWasLeft();
        }
        shelf.writeProgress(atOnce, !closing && !head.isCopying() && !head.hasFailed(), now);
    }

    /** Says again where the lane stands: another owner's late record has followed the last one. */
    void writeAgain() {
        shelf.writeAgain();
    }

    /** Forgets what only waits: what is on the deliveries topic or the shelf stays there for the next owner. */
    void close() {
        closing = true;
        Admitted next = shelf.next();
        queue.clear();
        shelf.clear();
        if (next != null && head.isCopying() && head.is(next) && !head.letCopyGo()) {
            shelf.add(next);
        }
    }

    // --- what others ask ---

    /**
     * What the lane wants to read.
     *
     * @param onlyOne whether memory is short: then it wants one delivery, if it has none
     */
    ShelfRequest.@Nullable Need need(boolean onlyOne) {
        return closing ? null : shelf.need(onlyOne, held);
    }

    void passed(long offset) {
        shelf.passed(offset);
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

    /** Whether a record of it may be durable. */
    boolean isBehind() {
        return shelf.mode() != Shelving.Mode.DIRECT;
    }

    long pinned() {
        return shelf.pinned();
    }

    long shelfBytes() {
        return shelf.bytes();
    }

    long shelfBytesInMemory() {
        return shelf.bytesInMemory();
    }

    /** Whether more waits than is kept, so that the oldest must go. */
    boolean isOverfull() {
        return shelf.isOverfull();
    }

    /** Whether the broker owes an answer. */
    boolean isWaitingForBroker() {
        return shelf.isWaitingForBroker();
    }

    boolean isIdle() {
        return !isBehind() && underWay == 0 && queue.isEmpty() && shelf.hasNothingToShelve();
    }

    // --- inside ---

    /** Sends what came from the deliveries topic to the shelf, or first the record that says so. */
    private void shelveQueue(long shelfEnd, long now) {
        if (shelf.mode() == Shelving.Mode.DIRECT) {
            shelf.turnBehind(shelfEnd, now);
        } else if (shelf.mode() == Shelving.Mode.BEHIND) {
            overflowQueue();
            shelf.shelveNext(reason);
        }
    }

    /** Moves what came from the deliveries topic out of the queue, to be shelved before what overflowed. */
    private void overflowQueue() {
        Deque<Admitted> direct = new ArrayDeque<>();
        Admitted copy = closing || !isBusyOrdered() ? null : head.copy();
        if (copy != null) {
            direct.add(copy);
        }
        direct.addAll(removeFromQueue(one -> !one.isShelved()));
        shelf.addFirst(direct);
    }

    private List<Admitted> removeFromQueue(Predicate<Admitted> which) {
        List<Admitted> out = new ArrayList<>();
        for (Iterator<Admitted> all = queue.iterator(); all.hasNext(); ) {
            Admitted one = all.next();
            if (which.test(one)) {
                all.remove();
                out.add(one);
            }
        }
        return out;
    }

    private Behind standing(long cursor, List<Long> done, long bytes, long now) {
        boolean timed = held && waitsUntilNanos - now > Duration.ofSeconds(1).toNanos();
        Instant until = timed ? clock.instant().plusNanos(waitsUntilNanos - now) : null;
        return new Behind(reason, until, cursor, done, bytes, head.standing());
    }

    private long nanosOf(Instant time, long now) {
        return now + Duration.between(clock.instant(), time).toNanos();
    }
}
