package dev.postrider.bench.jmh;

import dev.postrider.dispatcher.intake.CommittedProgress;
import dev.postrider.dispatcher.intake.OffsetTracker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One record received and one completed, with a window of incomplete ones between. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OffsetTrackerBenchmark {
    /** How many are incomplete. */
    @Param({"100", "1000"})
    public int window;

    private OffsetTracker tracker = new OffsetTracker(CommittedProgress.at(0));
    private long next;

    @Setup
    public void fill() {
        tracker = new OffsetTracker(CommittedProgress.at(0));
        for (next = 0; next < window; next++) {
            tracker.receive(next);
        }
    }

    @Benchmark
    public long receiveAndComplete() {
        tracker.receive(next);
        tracker.complete(next - window);
        next++;
        return tracker.frontier();
    }

    /** What a commit writes, ten times a second and partition. */
    @Benchmark
    public String metadata() {
        return tracker.progress().toMetadata();
    }
}
