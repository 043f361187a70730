package dev.postrider.bench.sink;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The requests to some paths within a span of time. Latency counts from when an event was meant to be sent, so a sender that
 * falls behind hides nothing (coordinated omission); an event belongs to the span in which it was meant to be sent.
 */
final class Group {
    /** In microseconds, to three digits. */
    static final long HIGHEST = Duration.ofMinutes(30).toNanos() / 1000;

    static final int DIGITS = 3;

    private final LongAdder received = new LongAdder();
    private volatile Histogram latency = new ConcurrentHistogram(HIGHEST, DIGITS);
    private volatile long fromNanos;
    private volatile long endNanos = Long.MAX_VALUE;

    void count(@Nullable Stamp stamp, long nowNanos) {
        if (nowNanos >= fromNanos && nowNanos < endNanos) {
            received.increment();
        }
        if (stamp != null
                && stamp.intendedNanos() > 0
                && stamp.intendedNanos() >= fromNanos
                && stamp.intendedNanos() < endNanos) {
            long micros = TimeUnit.NANOSECONDS.toMicros(nowNanos - stamp.intendedNanos());
            latency.recordValue(Math.clamp(micros, 0, HIGHEST));
        }
    }

    /** Forgets everything and measures a span. */
    void measure(long from, long end) {
        fromNanos = from;
        endNanos = end;
        received.reset();
        latency = new ConcurrentHistogram(HIGHEST, DIGITS);
    }

    /** Requests that came in within the span, whenever they were meant to be sent. */
    long received() {
        return received.sum();
    }

    /** Latencies in microseconds of what was meant to be sent within the span, whenever it came. */
    Histogram latency() {
        return latency.copy();
    }
}
