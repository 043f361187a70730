package dev.postrider.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the kernel counted for a process (Linux, proc(5)). */
public final class ProcessUsage {
    /** USER_HZ is 100 on every Linux that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Of HotSpot's threads "C1 CompilerThread0" and the like, cut by the kernel. */
    private static final String COMPILER_THREAD = "CompilerThre";

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private final Path folder;

    ProcessUsage(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** Processor time of all its threads so far, user and system, to 10 ms. */
    public Duration cpu() {
        return cpu(read(folder.resolve("stat")));
    }

    /** The part of it that the threads of the JIT compilers took. */
    public Duration compilerCpu() {
        try (Stream<Path> threads = Files.list(folder.resolve("task"))) {
            return threads.map(thread -> read(thread.resolve("stat")))
                    .filter(stat -> stat.contains(COMPILER_THREAD))
                    .map(ProcessUsage::cpu)
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (IOException e) {
            throw new UncheckedIOException("a measured process is gone", e);
        }
    }

    private static Duration cpu(String stat) {
        // The command's name stands in parentheses and may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    /** The most resident memory that it ever had. */
    public long peakResidentBytes() {
        return read(folder.resolve("status"))
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no VmHWM in " + folder))
                * 1024;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a measured process is gone", e);
        }
    }
}
