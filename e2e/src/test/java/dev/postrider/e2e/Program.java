package dev.postrider.e2e;

import dev.postrider.embedded.DatabaseConfig;
import dev.postrider.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The running program, ready for use. Closing it kills what still runs, its database included. */
final class Program implements AutoCloseable {
    /** Generous: continuous integration is noisy. */
    static final Duration START = Duration.ofSeconds(90);

    private static final Duration STOP = Duration.ofSeconds(60);

    private final Launched launched;
    private final Path dataDir;
    private final Duration startTook;
    private final Duration startCpu;

    private Program(Launched launched, Path dataDir, Duration startTook) {
        this.launched = launched;
        this.dataDir = dataDir;
        this.startTook = startTook;
        this.startCpu = launched.cpu();
    }

    /** Starts the program on a data folder and waits until it says that it is ready. */
    static Program start(Path dataDir) {
        return start(dataDir, Map.of());
    }

    /** The same with settings of the user's own. */
    static Program start(Path dataDir, Map<String, String> environment) {
        long began = System.nanoTime();
        Launched launched = Launched.up(dataDir, environment);
        try {
            launched.awaitOutput("Ctrl-C stops it.", START);
        } catch (RuntimeException | Error e) {
            launched.kill();
            stopDatabaseOf(dataDir);
            throw e;
        }
        return new Program(launched, dataDir, Duration.ofNanos(System.nanoTime() - began));
    }

    /** From the start of its JVM to the word that it is ready. */
    Duration startTook() {
        return startTook;
    }

    /** The processor time of its JVM until then: what a start takes, told without the machine's other work. */
    Duration startCpu() {
        return startCpu;
    }

    String url() {
        return printed("API +(http\\S+)");
    }

    String adminKey() {
        return printed("admin key +(\\S+)");
    }

    String healthUrl() {
        return printed("health +(http\\S+)");
    }

    String bootstrapServers() {
        return printed("Kafka +([^,\\s]+),");
    }

    String output() {
        return launched.output();
    }

    String errors() {
        return launched.errors();
    }

    /** Resident memory of the JVM and of its database's processes, by the kernel; pages they share count for each. */
    long residentBytes() {
        return Memory.residentBytes(launched.pid()) + Memory.residentBytesOfDatabase(dataDir);
    }

    /** Asks it to stop as Ctrl-C and service managers do, and returns its exit code. */
    int stop() {
        launched.terminate();
        return launched.awaitExit(STOP);
    }

    /** Kill -9 of the JVM; its database stays, an orphan. */
    void kill() {
        launched.kill();
    }

    @Override
    public void close() {
        if (launched.isRunning()) {
            launched.kill();
        }
        stopDatabaseOf(dataDir);
    }

    /** A database outlives its JVM that was killed. */
    static void stopDatabaseOf(Path dataDir) {
        Path folder = dataDir.resolve("postgres");
        if (Files.isDirectory(folder.resolve("data"))) {
            EmbeddedDatabase.stopLeftBehind(DatabaseConfig.in(folder));
        }
    }

    private String printed(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(launched.output());
        if (!matcher.find()) {
            throw new AssertionError("it did not print '" + pattern + "' but " + launched.output());
        }
        return matcher.group(1);
    }
}
