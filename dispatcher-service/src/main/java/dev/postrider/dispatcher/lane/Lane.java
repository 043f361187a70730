package dev.postrider.dispatcher.lane;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * One webhook's place in the dispatcher: a bounded queue and a limit of deliveries in flight. Belongs to the thread that
 * owns the consumer.
 */
public final class Lane {
    private final Queue<Admitted> queue = new ArrayDeque<>();
    private final int capacity;
    private final int concurrency;
    private int inFlight;

    Lane(int capacity, int concurrency) {
        this.capacity = capacity;
        this.concurrency = concurrency;
    }

    /** Puts a delivery at the end of the queue; false if the queue is full. */
    boolean offer(Admitted admitted) {
        return queue.size() < capacity && queue.add(admitted);
    }

    boolean canStart() {
        return !queue.isEmpty() && inFlight < concurrency;
    }

    /** Takes the oldest delivery and counts it as in flight. */
    Admitted start() {
        Admitted next = queue.remove();
        inFlight++;
        return next;
    }

    /** Counts one delivery as no longer in flight. */
    void release() {
        if (inFlight == 0) {
            throw new IllegalStateException("released a delivery that was not in flight");
        }
        inFlight--;
    }

    void drop(Predicate<Admitted> which) {
        queue.removeIf(which);
    }

    boolean isIdle() {
        return queue.isEmpty() && inFlight == 0;
    }
}
