package dev.postrider.bench;

import dev.postrider.bench.process.Children;
import dev.postrider.bench.report.JsonReport;
import dev.postrider.bench.report.Result;
import dev.postrider.bench.report.Table;
import dev.postrider.bench.scenario.ApiLists;
import dev.postrider.bench.scenario.ApiPublish;
import dev.postrider.bench.scenario.Bench;
import dev.postrider.bench.scenario.DeadForLong;
import dev.postrider.bench.scenario.Drain;
import dev.postrider.bench.scenario.FanOutBurst;
import dev.postrider.bench.scenario.Isolation;
import dev.postrider.bench.scenario.Ladder;
import dev.postrider.bench.scenario.Latency;
import dev.postrider.bench.scenario.LogWriting;
import dev.postrider.bench.scenario.Memory;
import dev.postrider.bench.scenario.Scale;
import dev.postrider.bench.scenario.Scenario;
import dev.postrider.bench.scenario.Sizes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The program behind {@code ./postrider bench}. */
public final class Main {
    private static final String JMH = "jmh";
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final List<Scenario> SCENARIOS = List.of(
            new Drain(),
            new Memory(),
            new Latency(),
            new Isolation(),
            new DeadForLong(),
            new Scale(),
            new FanOutBurst(),
            new Ladder(),
            new ApiPublish(),
            new ApiLists(),
            new LogWriting());

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(List.of(args), System.out, System.err));
    }

    private static int run(List<String> words, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        if (!words.isEmpty() && words.getFirst().equals(JMH)) {
            return jmh(words.subList(1, words.size()), err);
        }
        Arguments arguments;
        List<Scenario> scenarios;
        try {
            arguments = Arguments.parse(words);
            scenarios = chosen(arguments.scenarios());
        } catch (IllegalArgumentException e) {
            err.println("postrider bench: " + e.getMessage());
            err.print(Arguments.USAGE);
            return MISUSED;
        }
        Sizes sizes = arguments.quick() ? Sizes.QUICK : Sizes.FULL;
        sizes = arguments.repeat() > 0 ? sizes.withRepeat(arguments.repeat()) : sizes;
        Instant began = Instant.now();
        List<Result> results = measure(scenarios, sizes, arguments, out);
        out.print(Table.verdict(results));
        Path json = arguments.json();
        if (json != null) {
            Files.write(json, JsonReport.of(began, sizes.name(), results));
        }
        return results.stream().allMatch(Result::holds) ? 0 : FAILED;
    }

    private static int jmh(List<String> options, PrintStream err) {
        try {
            org.openjdk.jmh.Main.main(options.toArray(String[]::new));
            return 0;
        } catch (IOException e) {
            err.println("postrider bench: " + e.getMessage());
            return FAILED;
        }
    }

    private static List<Result> measure(List<Scenario> scenarios, Sizes sizes, Arguments arguments, PrintStream out)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        try (WorkFolder work = WorkFolder.make();
                Children children = new Children(work.path())) {
            // Ctrl-C; after a normal end there is nothing left to do.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(children, work), "end"));
            if (arguments.recordings() != null) {
                work.keep();
                out.println("   data and logs stay in " + work.path());
            }
            try (Bench bench = Bench.start(
                    sizes, children, work.path(), arguments.recordings(), line -> out.println("   " + line))) {
                for (Scenario scenario : scenarios) {
                    Result result = scenario.run(bench);
                    results.add(result);
                    out.print(Table.of(result));
                }
            } catch (RuntimeException e) {
                work.keep();
                out.println("   it failed; data and logs stay in " + work.path());
                throw e;
            }
        }
        return results;
    }

    private static void end(Children children, WorkFolder work) {
        children.close();
        work.close();
    }

    private static List<Scenario> chosen(List<String> names) {
        for (String name : names) {
            if (SCENARIOS.stream().noneMatch(scenario -> scenario.name().equals(name))) {
                throw new IllegalArgumentException("there is no scenario " + name + "; there are "
                        + String.join(
                                ", ", SCENARIOS.stream().map(Scenario::name).toList()));
            }
        }
        return SCENARIOS.stream()
                .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
                .toList();
    }
}
