package dev.postrider.dispatcher.intake;

import dev.postrider.dispatcher.lane.Admitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Brings completions from any thread to the one that owns the consumer. */
public final class Mailbox {
    private final BlockingQueue<Admitted> completed;

    /**
     * @param capacity no less than what can be in flight: then it never fills up
     */
    public Mailbox(int capacity) {
        this.completed = new LinkedBlockingQueue<>(capacity);
    }

    /**
     * @throws IllegalStateException if more completes than was in flight
     */
    public void complete(Admitted admitted) {
        completed.add(admitted);
    }

    /** Takes all that is there; waits for the first if nothing is, no longer than that. */
    List<Admitted> take(Duration atMost) throws InterruptedException {
        List<Admitted> taken = new ArrayList<>();
        completed.drainTo(taken);
        if (taken.isEmpty() && !atMost.isZero()) {
            Admitted first = completed.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                taken.add(first);
                completed.drainTo(taken);
            }
        }
        return taken;
    }
}
