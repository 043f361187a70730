package dev.postrider.bench.sink;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The behaviour of each path; where nothing was said, it answers. */
final class Behaviours {
    private static final Behaviour ANSWER = new Behaviour.Answer();

    private final AtomicReferenceArray<@Nullable Behaviour> bySlot = new AtomicReferenceArray<>(Tally.SLOTS);

    Behaviour of(int slot) {
        Behaviour set = slot < Tally.SLOTS ? bySlot.get(slot) : null;
        return set == null ? ANSWER : set;
    }

    /** Sets the paths from {@code from} on and below {@code end}. */
    void set(int from, int end, Behaviour behaviour) {
        for (int slot = from; slot < end; slot++) {
            bySlot.set(slot, behaviour);
        }
    }

    void reset() {
        set(0, Tally.SLOTS, ANSWER);
    }
}
