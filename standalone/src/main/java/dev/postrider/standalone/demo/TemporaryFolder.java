package dev.postrider.standalone.demo;

import dev.postrider.standalone.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder that the demo keeps its data in, deleted with all that is in it.
 *
 * @param out where it is told that the folder could not be deleted
 */
record TemporaryFolder(Path path, PrintStream out) implements AutoCloseable {
    static TemporaryFolder make(PrintStream out) {
        try {
            return new TemporaryFolder(Files.createTempDirectory("postrider-demo"), out);
        } catch (IOException e) {
            throw new StartException("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            out.println("The demo's folder " + path + " could not be deleted: " + e);
        }
    }
}
