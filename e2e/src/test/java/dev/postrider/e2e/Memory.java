package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory of processes as Linux tells it. */
final class Memory {
    private static final Path PROC = Path.of("/proc");

    private Memory() {}

    static long residentBytes(long pid) {
        return kibibytes(PROC.resolve(Long.toString(pid)), "VmRSS:") * 1024;
    }

    /** The server's first process, named in its folder, and those that it started. */
    static long residentBytesOfDatabase(Path dataDir) {
        try (Stream<String> note = Files.lines(dataDir.resolve("postgres/data/postmaster.pid"));
                Stream<Path> processes = Files.list(PROC)) {
            long server = Long.parseLong(note.findFirst().orElseThrow());
            long children = processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> number(process, "PPid:") == server)
                    .mapToLong(process -> kibibytes(process, "VmRSS:") * 1024)
                    .sum();
            return residentBytes(server) + children;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kibibytes(Path process, String field) {
        return Math.max(0, number(process, field));
    }

    /** -1 where there is no such field, or no such process any more. */
    private static long number(Path process, String field) {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | UncheckedIOException ended) {
            return -1;
        }
    }
}
