package dev.postrider.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process on one data folder. It is started in a session of its own: Ctrl-C reaches this JVM, which stops it last,
 * and a kill of this JVM leaves it running, so the next start looks for such an orphan and stops it first.
 */
final class Postmaster {
    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration STOP_AT_ONCE = Duration.ofSeconds(5);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final PostgresPrograms programs;
    private final PostgresFolder folder;

    Postmaster(PostgresPrograms programs, PostgresFolder folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /** Stops the server that a killed process has left on this folder; removes a note about one that is gone. */
    void stopOrphan() throws IOException {
        Path note = folder.data().resolve("postmaster.pid");
        Optional<ProcessHandle> noted = pid(note).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
        if (noted.isEmpty()) {
            return;
        }
        ProcessHandle process = noted.get();
        if (isServerOn(folder.data(), process)) {
            LOG.atInfo().addKeyValue("pid", process.pid()).log("Stopping the PostgreSQL that a killed process left");
            stop();
            awaitEnd(process);
        } else {
            // The number now belongs to a stranger; PostgreSQL would take it for a running server and refuse to start.
            Files.deleteIfExists(note);
        }
    }

    /** Starts and waits until the server accepts connections. */
    void start(int port, boolean durable, Duration deadline) throws IOException {
        Files.deleteIfExists(folder.serverLog());
        PostgresSettings.write(folder.data(), port, durable);
        PostgresPrograms.Ended ended = programs.run(
                deadline.plus(MARGIN),
                "pg_ctl",
                "start",
                "--wait",
                "--timeout=" + deadline.toSeconds(),
                "--pgdata=" + folder.data(),
                "--log=" + folder.serverLog());
        if (!ended.ok()) {
            throw new IOException(reason(ended));
        }
    }

    /** Ends all sessions and stops; without a checkpoint if that takes too long, which costs only a recovery later. */
    void stop() throws IOException {
        if (!stop("fast", STOP).ok()) {
            PostgresPrograms.Ended ended = stop("immediate", STOP_AT_ONCE);
            if (!ended.ok()) {
                throw new IOException("pg_ctl stop failed: " + ended.output().strip());
            }
        }
    }

    private PostgresPrograms.Ended stop(String mode, Duration deadline) throws IOException {
        return programs.run(
                deadline.plus(MARGIN),
                "pg_ctl",
                "stop",
                "--wait",
                "--mode=" + mode,
                "--timeout=" + deadline.toSeconds(),
                "--pgdata=" + folder.data());
    }

    /** What the server itself said last about not starting, else what its starter said. */
    private String reason(PostgresPrograms.Ended ended) throws IOException {
        if (!Files.exists(folder.serverLog())) {
            return ended.output().strip();
        }
        List<String> lines = Files.readAllLines(folder.serverLog(), StandardCharsets.UTF_8);
        Optional<String> inUse = lines.stream()
                .filter(line -> line.contains("Address already in use"))
                .findFirst();
        return inUse.or(() -> lines.stream()
                        .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                        .reduce((first, last) -> last))
                .map(line -> line.replaceFirst("^.*?(LOG|FATAL|PANIC): +", ""))
                .orElseGet(() -> ended.output().strip());
    }

    private static Optional<Long> pid(Path note) throws IOException {
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(note)) {
            return lines.findFirst().filter(line -> line.matches("\\d{1,18}")).map(Long::valueOf);
        }
    }

    /** A server works in its data folder and was given it as an argument; either will do, not all systems tell both. */
    static boolean isServerOn(Path data, ProcessHandle process) throws IOException {
        boolean isPostgres = process.info()
                .command()
                .map(command -> command.replace(" (deleted)", ""))
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
        if (!isPostgres) {
            return false;
        }
        Path workingFolder = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (Files.isDirectory(workingFolder)) {
            return Files.isSameFile(workingFolder, data);
        }
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains(data.toString()))
                .isPresent();
    }

    private static void awaitEnd(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the PostgreSQL with process id %d does not stop".formatted(process.pid()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a PostgreSQL stopped", e);
        }
    }
}
