package dev.postrider.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder for the broker's data and the children's logs; deleted when this is closed, unless it is to be kept. */
final class WorkFolder implements AutoCloseable {
    private final Path path;
    private volatile boolean kept;

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder make() throws IOException {
        return new WorkFolder(Files.createTempDirectory("postrider-bench"));
    }

    Path path() {
        return path;
    }

    /** Says that somebody will want to look at it. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (kept || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + path + " cannot be deleted", e);
        }
    }
}
