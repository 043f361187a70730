package dev.postrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder for the broker's data and the children's logs. It stays where a run failed or was recorded, to be looked at. */
final class WorkFolder implements AutoCloseable {
    private final Path path;
    private boolean kept = true;

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder make() throws IOException {
        return new WorkFolder(Files.createTempDirectory("postrider-bench"));
    }

    Path path() {
        return path;
    }

    /** Says that the run came to its end. */
    void keepNothing() {
        kept = false;
    }

    @Override
    public void close() throws IOException {
        if (kept) {
            return;
        }
        try (Stream<Path> entries = Files.walk(path)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
