package dev.postrider.dispatcher.lane;

import java.time.Duration;

/**
 * How many exchanges at once this process can make use of. While starts find the sender's threads free, more at once make it faster,
 * because endpoints take their time; when starts wait, its processors are what it lacks, and each more costs all of them: connections
 * that fall out of the caches, and answers that wait.
 *
 * <p>Every few milliseconds the limit grows by a quarter if it was reached and starts did not wait, or shrinks by a tenth if they did.
 * What waits for slow endpoints costs nothing and does not count. Starts are told of on any thread; everything else belongs to the
 * thread that owns the consumer.
 */
public final class OwnLimit {
    /** Enough to keep a few processors busy with endpoints that answer at once. */
    private static final int LEAST = 256;

    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final long TOO_LONG_NANOS = Duration.ofMillis(2).toNanos();
    private static final double GROWTH = 1.25;
    private static final double BACK_OFF = 0.9;

    private final int most;
    private double limit;
    private long lookedNanos;
    private boolean used;

    private final Object waits = new Object();
    private long waitedNanos;
    private int waited;

    /**
     * @param most that it is ever
     */
    public OwnLimit(int most) {
        this.most = most;
        this.limit = Math.min(LEAST, most);
    }

    /** Some starts waited for so long for a thread of the sender. */
    public void waited(long nanos) {
        synchronized (waits) {
            waitedNanos += nanos;
            waited++;
        }
    }

    /** Exchanges at once. */
    int limit(long now) {
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            look();
        }
        return (int) limit;
    }

    /** Notes whether all of it was used. */
    void used(boolean all) {
        used |= all;
    }

    private void look() {
        long mean;
        synchronized (waits) {
            mean = waited == 0 ? 0 : waitedNanos / waited;
            waitedNanos = 0;
            waited = 0;
        }
        if (mean > TOO_LONG_NANOS) {
            limit = Math.max(Math.min(LEAST, most), limit * BACK_OFF);
        } else if (used) {
            limit = Math.min(most, limit * GROWTH);
        }
        used = false;
    }
}
