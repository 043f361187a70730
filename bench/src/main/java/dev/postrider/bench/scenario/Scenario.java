package dev.postrider.bench.scenario;

import dev.postrider.bench.report.Result;

/** One measurement with everything it needs. */
public interface Scenario {
    /** As it is named on the command line. */
    String name();

    /** Measures; bounded in time, and leaves no process running. */
    Result run(Bench bench) throws InterruptedException;
}
