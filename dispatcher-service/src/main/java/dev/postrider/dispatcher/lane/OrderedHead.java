package dev.postrider.dispatcher.lane;

import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.wire.LaneRecord.Head;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first delivery of an ordered lane: under way, or failed and waiting for its next attempt at its place.
 *
 * <p>When what follows it is shelved while it is under way, a copy of it is shelved first, to stand before them. Once the copy is
 * acknowledged, that is its record; what the attempt came to meanwhile waits until then. Belongs to the thread that owns the
 * consumer.
 */
final class OrderedHead {
    private @Nullable Admitted current;
    private boolean copying;
    private @Nullable Runnable afterCopy;

    private @Nullable Head failed;
    /** Null for a failed one that an earlier owner left and that has not been read back. */
    private @Nullable DeliveryId failedId;

    private long dueNanos;

    /** Takes up a failed one that an earlier owner left. */
    void recover(Head left, long due) {
        failed = left;
        dueNanos = due;
    }

    // --- under way ---

    void start(Admitted next) {
        current = next;
    }

    /** Whether this delivery is the one under way. */
    boolean is(Admitted one) {
        Admitted now = current;
        return now != null && now.delivery().id().equals(one.delivery().id());
    }

    /** The one under way, which is so no more. */
    Admitted take() {
        Admitted now = Objects.requireNonNull(current);
        current = null;
        return now;
    }

    // --- failed ---

    /** The one under way has failed and is to be made again. */
    void fail(Admitted attempt, Instant due, long nanos) {
        failed = new Head(attempt.delivery().attempt() + 1, due);
        failedId = attempt.delivery().id();
        dueNanos = nanos;
    }

    boolean hasFailed() {
        return failed != null;
    }

    /** What the lane's record says of it; null if it has not failed. */
    @Nullable Head standing() {
        return failed;
    }

    /** When its next attempt is due; 0 if nothing has to be waited for. */
    long due(long now) {
        return failed != null && dueNanos - now > 0 ? dueNanos : 0;
    }

    /** The lane's oldest delivery as it was read back, standing before the attempt that it really has. */
    Admitted readBack(Admitted oldest) {
        Head waiting = failed;
        if (waiting == null) {
            return oldest;
        }
        failedId = oldest.delivery().id();
        return oldest.atAttempt(waiting.attempt());
    }

    /** Nothing of the lane is left to be read: an earlier owner had not come to shelve the failed one, and it comes by itself. */
    void nothingWasLeft() {
        if (failedId == null) {
            failed = null;
        }
    }

    /** A delivery has ended. */
    void ended(DeliveryId id) {
        if (id.equals(failedId)) {
            failed = null;
            failedId = null;
        }
    }

    // --- its copy ---

    /** The one under way, if a copy of it has to be shelved now; null if it is, or is being, already. */
    @Nullable Admitted copy() {
        Admitted busy = current;
        if (busy == null || busy.isShelved() || copying) {
            return null;
        }
        copying = true;
        return busy;
    }

    boolean isCopying() {
        return copying;
    }

    /** What is to be done when the copy is acknowledged: the attempt has come to an end before that. */
    void afterCopy(Runnable what) {
        afterCopy = what;
    }

    /** The copy is on the shelf: from now on that is its record. */
    void copied(Admitted copy) {
        copying = false;
        current = copy;
        Runnable after = afterCopy;
        afterCopy = null;
        if (after != null) {
            after.run();
        }
    }

    /**
     * Lets the copy go that has not been sent on its way, if the attempt is still under way: it completes its own record.
     *
     * @return whether it went; if not, only the copy can complete its record
     */
    boolean letCopyGo() {
        if (afterCopy != null) {
            return false;
        }
        copying = false;
        return true;
    }
}
