package dev.postrider.bench.scenario;

import dev.postrider.bench.load.OpenLoop;
import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.sink.SinkStats.GroupStats;
import dev.postrider.bench.sink.Stamp;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What became of a steady load, in the span that is measured.
 *
 * @param received by the sink's group 0 within the span
 * @param latency in microseconds, of what was meant to be sent to that group within the span; what never came counts as
 *     still under way when the waiting ended
 * @param missing how many those are
 */
record SteadyLoad(long received, Histogram latency, long missing) {
    private static final double P99 = 99;
    private static final Duration LEAD = Duration.ofMillis(200);
    private static final Duration STRAGGLERS = Duration.ofSeconds(10);
    private static final Duration PUNCTUAL = Duration.ofMillis(20);
    private static final Duration PRIMED_AT_MOST = Duration.ofSeconds(60);

    /** Before every span that is measured, and not what preloaded deliveries say. */
    private static final long LONG_AGO = 1;

    private static final Duration LOOK = Duration.ofMillis(200);

    double p99Millis() {
        return percentileMillis(P99);
    }

    double percentileMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e3;
    }

    /**
     * Sends the primers and waits for them, then at a steady rate, first to warm up and then to measure, and waits a little for
     * stragglers.
     *
     * @param share of the load that goes to the sink's group 0, from 0 to 1
     */
    static SteadyLoad run(Bench bench, RunTopics run, double perSecond, double share, OpenLoop.Maker maker)
            throws InterruptedException {
        prime(bench, run, share, maker);
        long start = System.nanoTime() + LEAD.toNanos();
        long from = start + bench.sizes().warmUp().toNanos();
        long end = from + bench.sizes().steady().toNanos();
        bench.sink().measure(from, end);
        OpenLoop.Sent sent = OpenLoop.run(run, perSecond, start, next -> next.intendedNanos() >= end, maker);
        if (sent.behind().compareTo(PUNCTUAL) > 0) {
            bench.say("the driver fell behind by up to %,d ms: this machine is busy or too small"
                    .formatted(sent.behind().toMillis()));
        }
        long expected = (long) (perSecond * share * bench.sizes().steady().toNanos() / 1e9);
        return collect(bench, expected, from);
    }

    /** A consumer that has not joined its group yet, and code that is not compiled yet, would be measured as latency. */
    private static void prime(Bench bench, RunTopics run, double share, OpenLoop.Maker maker)
            throws InterruptedException {
        bench.sink().measure(0, Long.MAX_VALUE);
        int primers = bench.sizes().primers();
        for (int i = 0; i < primers; i++) {
            run.send(maker.make(new Stamp(LONG_AGO, i)));
        }
        run.flush();
        long deadline = System.nanoTime() + PRIMED_AT_MOST.toNanos();
        while (bench.sink().stats().groups().getFirst().received() < primers * share && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
        }
    }

    /**
     * Waits for stragglers and takes the sink's figures.
     *
     * @param expected that were meant to be sent to group 0 within the span
     * @param from when the span began
     */
    static SteadyLoad collect(Bench bench, long expected, long from) throws InterruptedException {
        long deadline = System.nanoTime() + STRAGGLERS.toNanos();
        GroupStats healthy = bench.sink().stats().groups().getFirst();
        while (healthy.latency().getTotalCount() < expected && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
            healthy = bench.sink().stats().groups().getFirst();
        }
        Histogram latency = healthy.latency();
        // The edges of the span may take one record more or less.
        long missing = expected - latency.getTotalCount() <= 1 ? 0 : expected - latency.getTotalCount();
        if (missing > 0) {
            latency.recordValueWithCount((System.nanoTime() - from) / 1000, missing);
        }
        return new SteadyLoad(healthy.received(), latency, missing);
    }
}
