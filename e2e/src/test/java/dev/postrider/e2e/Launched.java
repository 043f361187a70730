package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A process of the program with {@code up}, started as the {@code postrider} script starts it; its output is in files. */
final class Launched {
    private static final List<String> FLAGS = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:ReservedCodeCacheSize=128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts the program, on free ports where {@code environment} does not say otherwise.
     *
     * @param dataDir also names the files of the output, which lie beside it
     */
    static Launched up(Path dataDir, Map<String, String> environment) {
        String output = dataDir.getFileName() + "." + STARTED.incrementAndGet();
        Path out = dataDir.resolveSibling(output + ".out");
        Path err = dataDir.resolveSibling(output + ".err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", System.getProperty("postrider.jar", ""), "up"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTRIDER_"));
        for (String port : List.of("PORT", "MANAGEMENT_PORT", "KAFKA_PORT", "DATABASE_PORT")) {
            builder.environment().put("POSTRIDER_" + port, "0");
        }
        builder.environment().put("POSTRIDER_DATA_DIR", dataDir.toString());
        builder.environment().putAll(environment);
        try {
            return new Launched(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed so far. */
    String output() {
        return read(out);
    }

    /** What it has printed to the error stream so far. */
    String errors() {
        return read(err);
    }

    long pid() {
        return process.pid();
    }

    /** Processor time so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL: nothing of the program runs any more when this returns. */
    void kill() {
        process.destroyForcibly();
        var _ = awaitExit(Duration.ofSeconds(10));
    }

    /** Waits for its end and returns the exit code. */
    int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "still running after %s; it said:%n%s%s".formatted(atMost, output(), errors()));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has printed {@code text}; fails at once where it ended before. */
    void awaitOutput(String text, Duration atMost) {
        Awaitility.await("output '%s'".formatted(text))
                .pollInterval(Duration.ofMillis(20))
                .atMost(atMost)
                .failFast(() -> {
                    if (!isRunning()) {
                        throw new AssertionError("it ended: " + output() + errors());
                    }
                })
                .until(() -> output().contains(text));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
