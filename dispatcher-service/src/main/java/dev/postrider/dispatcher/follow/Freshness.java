package dev.postrider.dispatcher.follow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How old a view is: when the end was asked that it has reached. By {@link System#nanoTime}: a wall clock that is set back would make
 * an old view fresh. One thread confirms, any asks.
 */
public final class Freshness {
    private volatile @Nullable Long endAskedNanos;

    /** The view has reached the end that was asked at that moment. */
    public void confirm(long askedNanos) {
        endAskedNanos = askedNanos;
    }

    /** Whether the view has ever reached an end. */
    public boolean isKnown() {
        return endAskedNanos != null;
    }

    /** Whether the view has reached an end that was asked after a moment. */
    public boolean isConfirmedSince(long nanos) {
        Long asked = endAskedNanos;
        return asked != null && asked - nanos > 0;
    }

    /** Whether the view held all that had been acknowledged at some moment no longer ago than that. */
    public boolean isFresh(long nowNanos, Duration maxAge) {
        Long asked = endAskedNanos;
        return asked != null && nowNanos - asked <= maxAge.toNanos();
    }
}
