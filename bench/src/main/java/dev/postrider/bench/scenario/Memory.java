package dev.postrider.bench.scenario;

import dev.postrider.bench.report.Bound;
import dev.postrider.bench.report.Result;

/** Whether the dispatcher's memory follows its backlog. It must not. */
public final class Memory implements Scenario {
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double MOST = 1.1;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Result run(Bench bench) throws InterruptedException {
        int small = bench.sizes().smallBacklog();
        int large = bench.sizes().drain();
        Steady few = Drain.dispatcher(bench, 0, small);
        Steady many = Drain.dispatcher(bench, 0, large);
        double missing = (small - few.received()) + (double) (large - many.received());
        return new Result.Builder("memory")
                .figure("peak resident memory, backlog of %,d".formatted(small), mebibytes(few), "MiB")
                .figure("peak resident memory, backlog of %,d".formatted(large), mebibytes(many), "MiB")
                .bound(Bound.atMost("the larger to the smaller", mebibytes(many) / mebibytes(few), MOST))
                .bound(Bound.atMost("deliveries that never came", missing, 0))
                .build();
    }

    private static double mebibytes(Steady steady) {
        return steady.peakResidentBytes() / BYTES_PER_MIB;
    }
}
