package dev.postrider.bench.scenario;

import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.process.ProcessUsage;
import dev.postrider.bench.sink.Sink;
import java.time.Duration;

/**
 * The steady part of a drain: from a tenth received to nine tenths, after as many as it takes to get warm.
 *
 * @param cpuMicros processor time of the draining process for each delivery
 * @param compilingMicros the part of it that the JIT compilers took
 * @param received of all; less than expected if the drain stalled
 * @param peakResidentBytes of the draining process, from its start to the end of the drain
 */
record Steady(double perSecond, double cpuMicros, double compilingMicros, long received, long peakResidentBytes) {
    private static final Duration SAMPLE = Duration.ofMillis(50);
    private static final Duration STALL = Duration.ofSeconds(15);

    private record Sample(long nanos, long received, Duration cpu, Duration compiling) {
        double secondsSince(Sample earlier) {
            return (nanos - earlier.nanos) / 1e9;
        }
    }

    /**
     * Watches a drain until all is received, nothing comes any more, or the time is up.
     *
     * @param warm how many come before those that are measured
     */
    static Steady watch(Sink sink, ChildJvm process, long warm, long measured, Duration atMost)
            throws InterruptedException {
        long expected = warm + measured;
        long from = warm + measured / 10;
        long until = warm + measured / 10 * 9;
        ProcessUsage usage = process.usage();
        long deadline = System.nanoTime() + atMost.toNanos();
        Sample first = sample(sink, usage);
        Sample start = first;
        Sample end = first;
        Sample last = first;
        Sample progressed = first;
        while (last.received < expected
                && last.nanos < deadline
                && last.nanos - progressed.nanos < STALL.toNanos()
                && process.isRunning()) {
            Thread.sleep(SAMPLE);
            last = sample(sink, usage);
            if (last.received > progressed.received) {
                progressed = last;
            }
            if (last.received <= from) {
                start = last;
            }
            if (end.received < until) {
                end = last;
            }
        }
        long counted = end.received - start.received;
        if (counted <= 0) {
            return new Steady(Double.NaN, Double.NaN, Double.NaN, last.received, usage.peakResidentBytes());
        }
        return new Steady(
                counted / end.secondsSince(start),
                end.cpu.minus(start.cpu).toNanos() / 1e3 / counted,
                end.compiling.minus(start.compiling).toNanos() / 1e3 / counted,
                last.received,
                usage.peakResidentBytes());
    }

    private static Sample sample(Sink sink, ProcessUsage usage) throws InterruptedException {
        long received = sink.total();
        return new Sample(System.nanoTime(), received, usage.cpu(), usage.compilerCpu());
    }
}
