package dev.postrider.bench.scenario;

import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.process.ProcessUsage;
import dev.postrider.bench.sink.Sink;
import java.time.Duration;

/**
 * Until a new virtual machine runs as it does for the rest of its life. While it drains a backlog on two processors its
 * compilers get a fraction of one, so what they have to do is done after the warm backlog, when nothing else is.
 */
final class WarmUp {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration DRAINED_AT_MOST = Duration.ofMinutes(2);

    /** Of a processor; what timers and heartbeats still have compiled now and then. */
    private static final double CALM = 0.05;

    private WarmUp() {}

    /**
     * Waits until so many have been received and the compilers are calm, or the time is up.
     *
     * @param calmDown how long the compilers are waited for at most
     */
    static void await(Sink sink, ChildJvm process, long warm, Duration calmDown) throws InterruptedException {
        long drained = System.nanoTime() + DRAINED_AT_MOST.toNanos();
        while (sink.total() < warm && System.nanoTime() < drained && process.isRunning()) {
            Thread.sleep(LOOK);
        }
        ProcessUsage usage = process.usage();
        long compiled = System.nanoTime() + calmDown.toNanos();
        Duration before = usage.compilerCpu();
        boolean calm = false;
        while (!calm && System.nanoTime() < compiled && process.isRunning()) {
            Thread.sleep(LOOK);
            Duration now = usage.compilerCpu();
            calm = now.minus(before).toNanos() < CALM * LOOK.toNanos();
            before = now;
        }
    }
}
