package dev.postrider.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The few questions that both data folders ask of the file system. */
final class Folders {
    private Folders() {}

    static boolean isMissingOrEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /** A new, empty folder beside {@code folder}, on the same file system so that it can be moved into its place. */
    static Path emptySibling(Path folder, String suffix) throws IOException {
        Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
        Path sibling = parent.resolve(folder.getFileName() + suffix);
        delete(sibling);
        return Files.createDirectory(sibling);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
