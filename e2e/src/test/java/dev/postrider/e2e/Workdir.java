package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders for the programs' data, under the build's folder, left there for a look after a failure. */
final class Workdir {
    private Workdir() {}

    /** The path of a data folder that does not exist yet; what an earlier run left there is gone. */
    static Path fresh(String name) {
        Path folder = Path.of(System.getProperty("postrider.workdir", "target/e2e"))
                .toAbsolutePath()
                .resolve(name);
        Program.stopDatabaseOf(folder);
        try {
            delete(folder);
            Files.createDirectories(folder.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** A copy of a data folder under another name. */
    static Path copy(Path from, String name) {
        Path to = fresh(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
