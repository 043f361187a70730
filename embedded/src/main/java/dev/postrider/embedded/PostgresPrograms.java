package dev.postrider.embedded;

import dev.postrider.embedded.EmbeddedStartException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs to their end, each with a deadline. They refuse to run as root, so root runs them in a user
 * namespace of their own, where it is nobody in name and keeps its access to the files.
 */
final class PostgresPrograms {
    private static final List<String> OTHER_USER = List.of("unshare", "--user");
    private static final Duration PROBE = Duration.ofSeconds(10);

    /** How a program ended and what it said, standard output and error together. */
    record Ended(int status, String output) {
        boolean ok() {
            return status == 0;
        }
    }

    private final Path home;
    private final List<String> prefix;

    private PostgresPrograms(Path home, List<String> prefix) {
        this.home = home;
        this.prefix = prefix;
    }

    static PostgresPrograms in(Path home) throws IOException {
        if (!System.getProperty("user.name", "").equals("root")) {
            return new PostgresPrograms(home, List.of());
        }
        PostgresPrograms asRoot = new PostgresPrograms(home, OTHER_USER);
        if (!asRoot.canRun()) {
            throw new EmbeddedStartException(
                    Reason.UNSUPPORTED_MACHINE,
                    "PostgreSQL does not run as root, and this machine has no user namespaces (unshare --user)."
                            + " Start Postrider as another user, or use a PostgreSQL server of your own.",
                    null);
        }
        return asRoot;
    }

    /** Runs {@code program} of PostgreSQL's {@code bin} folder. */
    Ended run(Duration deadline, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        return run(deadline, command);
    }

    private boolean canRun() {
        try {
            return run(PROBE, "pg_ctl", "--version").ok();
        } catch (IOException noUnshare) {
            return false;
        }
    }

    private static Ended run(Duration deadline, List<String> command) throws IOException {
        Path output = Files.createTempFile("postrider-postgres", ".out");
        try {
            // A file, not a pipe: a server that outlives its starter would hold a pipe open.
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + deadline);
            }
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command, e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
