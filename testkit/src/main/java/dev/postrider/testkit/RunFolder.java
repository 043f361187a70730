package dev.postrider.testkit;

import dev.postrider.embedded.DatabaseConfig;
import dev.postrider.embedded.EmbeddedDatabase;
import dev.postrider.embedded.EmbeddedStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder below {@code target} that this JVM's backends live in, named after its process id. Making it first clears away
 * what killed test JVMs left there, database servers included.
 */
final class RunFolder {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final Path BASE = Path.of(System.getProperty("basedir", "."), "target", "testkit")
            .toAbsolutePath()
            .normalize();
    private static final String PREFIX = "run-";

    private RunFolder() {}

    static Path ofThisJvm() {
        try {
            Files.createDirectories(BASE);
            clearLeftovers(BASE);
            return Files.createDirectories(
                    BASE.resolve(PREFIX + ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database that may be lost, its programs unpacked once for all runs. */
    static DatabaseConfig database(Path folder) {
        return DatabaseConfig.in(folder)
                .withBinariesDir(BASE.resolve("postgres-binaries"))
                .withoutDurability();
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("Left a test folder behind");
        }
    }

    static void clearLeftovers(Path base) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(base)) {
            left = entries.filter(RunFolder::isOfADeadJvm).toList();
        }
        for (Path run : left) {
            Path database = run.resolve("postgres");
            try {
                if (Files.exists(database)) {
                    EmbeddedDatabase.stopLeftBehind(database(database));
                }
                delete(run);
            } catch (EmbeddedStartException e) {
                LOG.atWarn().addKeyValue("folder", run).setCause(e).log("Left a test folder behind");
            }
        }
    }

    private static boolean isOfADeadJvm(Path entry) {
        return Optional.of(entry.getFileName().toString())
                .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
                .map(name -> Long.parseLong(name.substring(PREFIX.length())))
                .filter(pid -> ProcessHandle.of(pid).isEmpty())
                .isPresent();
    }
}
