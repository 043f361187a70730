package dev.postrider.bench.sink;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What was received: in all, by path, and by group of paths. Written by the event loops, read by the control endpoint. */
final class Tally {
    /** Paths are the numbers below this. */
    static final int SLOTS = 131_072;

    static final int GROUPS = 2;

    private final LongAdder total = new LongAdder();
    private final AtomicLongArray bySlot = new AtomicLongArray(SLOTS);
    private final AtomicIntegerArray groupOfSlot = new AtomicIntegerArray(SLOTS);
    private final Group[] groups = {new Group(), new Group()};
    private final OrderWatch order = new OrderWatch();
    private volatile int watchedSlot = -1;

    void count(int slot, @Nullable Stamp stamp, long nowNanos) {
        total.increment();
        if (slot >= SLOTS) {
            return;
        }
        bySlot.incrementAndGet(slot);
        groups[groupOfSlot.get(slot)].count(stamp, nowNanos);
        if (slot == watchedSlot && stamp != null) {
            order.received(stamp.number());
        }
    }

    long total() {
        return total.sum();
    }

    long count(int slot) {
        return bySlot.get(slot);
    }

    Group group(int number) {
        return groups[number];
    }

    OrderWatch order() {
        return order;
    }

    /** Puts the paths from {@code from} on and below {@code end} into a group; all are in group 0 at first. */
    void assign(int from, int end, int group) {
        for (int slot = from; slot < end; slot++) {
            groupOfSlot.set(slot, group);
        }
    }

    /** Follows the order of one path from now on. */
    void watchOrder(int slot) {
        order.reset();
        watchedSlot = slot;
    }

    /** Measures, for all groups, what was meant to be sent or was received in this span, by {@link System#nanoTime}. */
    void measure(long fromNanos, long endNanos) {
        for (Group group : groups) {
            group.measure(fromNanos, endNanos);
        }
    }

    /** Forgets everything; not exact while requests come in. */
    void reset() {
        total.reset();
        watchedSlot = -1;
        order.reset();
        for (int slot = 0; slot < SLOTS; slot++) {
            bySlot.set(slot, 0);
            groupOfSlot.set(slot, 0);
        }
        measure(0, Long.MAX_VALUE);
    }
}
