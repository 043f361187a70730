package dev.postrider.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The database's data folder: {@code data} is PostgreSQL's own, {@code password} belongs to its one user, {@code lock} is
 * held by the process that owns the rest, {@code server.log} is what the running server says.
 */
final class PostgresFolder implements AutoCloseable {
    static final String WHAT = "PostgreSQL";
    static final String USER = "postrider";
    private static final Duration INITDB = Duration.ofMinutes(2);
    private static final int PASSWORD_BYTES = 24;
    private static final Pattern DAMAGE = Pattern.compile(
            "checkpoint|control file|data directory|database files|configuration file|could not (open|read|access) |corrupt|invalid");

    private final Path folder;
    private final FileChannel lockChannel;

    private PostgresFolder(Path folder, FileChannel lockChannel) {
        this.folder = folder;
        this.lockChannel = lockChannel;
    }

    /** Takes the folder for this process; the operating system gives it back even if the process is killed. */
    static PostgresFolder take(Path folder) {
        try {
            if (!Folders.isMissingOrEmpty(folder) && !Files.isRegularFile(folder.resolve("lock"))) {
                throw EmbeddedStartException.folderUnusable(
                        WHAT, folder, "it is not empty, but it was not made by Postrider (lock is missing)", null);
            }
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw EmbeddedStartException.folderInUse(WHAT, folder, null);
            }
            return new PostgresFolder(folder, channel);
        } catch (IOException e) {
            throw EmbeddedStartException.folderUnusable(WHAT, folder, EmbeddedStartException.rootMessage(e), e);
        }
    }

    Path data() {
        return folder.resolve("data");
    }

    Path serverLog() {
        return folder.resolve("server.log");
    }

    String password() throws IOException {
        return Files.readString(folder.resolve("password")).strip();
    }

    /** Makes the data when there is none, and checks that what is there belongs to these programs. */
    void prepare(PostgresPrograms programs, boolean durable) throws IOException {
        if (!Files.exists(data())) {
            initialize(programs, durable);
            return;
        }
        Path version = data().resolve("PG_VERSION");
        if (!Files.isRegularFile(version)) {
            throw unusable("data/PG_VERSION is missing", null);
        }
        if (!Files.isRegularFile(folder.resolve("password"))) {
            throw unusable("its password file is missing", null);
        }
        String made = Files.readString(version).strip();
        String ours = majorVersion(programs);
        if (!made.equals(ours)) {
            throw unusable("it was made by PostgreSQL %s, this is PostgreSQL %s".formatted(made, ours), null);
        }
    }

    /** Tells a folder that PostgreSQL rejects from other trouble, by what the server said. */
    EmbeddedStartException explain(IOException serverSaid) {
        return DAMAGE.matcher(String.valueOf(serverSaid.getMessage())).find()
                ? unusable(EmbeddedStartException.rootMessage(serverSaid), serverSaid)
                : failed(serverSaid);
    }

    private EmbeddedStartException unusable(String why, @Nullable Throwable cause) {
        return EmbeddedStartException.folderUnusable(WHAT, folder, why, cause);
    }

    EmbeddedStartException failed(IOException cause) {
        return EmbeddedStartException.failed(WHAT, folder, cause);
    }

    @Override
    public void close() throws IOException {
        lockChannel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Initializes beside the data and moves the result into place, so that a crash in between leaves no half of it. */
    private void initialize(PostgresPrograms programs, boolean durable) throws IOException {
        Path fresh = Folders.emptySibling(data(), ".new");
        Path password = newPassword();
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth-host=scram-sha-256",
                "--auth-local=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        if (!durable) {
            arguments.add("--no-sync");
        }
        PostgresPrograms.Ended ended = programs.run(INITDB, "initdb", arguments.toArray(String[]::new));
        if (!ended.ok()) {
            throw new IOException("initdb failed: " + ended.output().strip());
        }
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path newPassword() throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Path file = folder.resolve("password");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
    }

    private static String majorVersion(PostgresPrograms programs) throws IOException {
        // "postgres (PostgreSQL) 18.6": the number before the first dot of the last word.
        String version = programs.run(Duration.ofSeconds(10), "postgres", "--version")
                .output()
                .strip();
        return version.substring(version.lastIndexOf(' ') + 1).replaceFirst("\\..*", "");
    }
}
