package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The server of a running program's database, stopped and started behind the program's back. */
final class PostgresServer {
    private final Path data;
    private final Path controller;

    private PostgresServer(Path data, Path controller) {
        this.data = data;
        this.controller = controller;
    }

    /** The one that runs on a program's data folder. */
    static PostgresServer of(Path dataDir) {
        Path data = dataDir.resolve("postgres/data");
        try {
            String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            Path executable = Path.of("/proc", pid, "exe").toRealPath();
            return new PostgresServer(data, executable.resolveSibling("pg_ctl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all sessions, as an administrator does who stops it; nothing listens when this returns. */
    void stop() {
        run("stop", "--mode=fast");
    }

    /** Starts it again with its settings. */
    void start() {
        run("start", "--log=" + data.resolveSibling("restarted.log"));
    }

    private void run(String action, String option) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name", "").equals("root")) {
            // It refuses to run as root.
            command.addAll(List.of("unshare", "--user"));
        }
        command.addAll(List.of(controller.toString(), action, "--wait", "--timeout=60", "--pgdata=" + data, option));
        try {
            Path output = data.resolveSibling("pg_ctl.out");
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError(action + " failed: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
