package dev.postrider.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus and promtool: those on the path, else those of Debian's package, fetched with {@code apt-get download} and unpacked into the
 * build's folder. Where neither can be had the test fails and says what to install.
 */
final class PrometheusPackage {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private PrometheusPackage() {}

    static Path prometheus() {
        return program("prometheus");
    }

    static Path promtool() {
        return program("promtool");
    }

    private static Path program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> unpacked(name));
    }

    private static synchronized Path unpacked(String name) {
        Path folder = Path.of("target/prometheus").toAbsolutePath();
        Path program = folder.resolve("usr/bin").resolve(name);
        try {
            if (!Files.isExecutable(program)) {
                Files.createDirectories(folder);
                download(folder);
                try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "prometheus_*.deb")) {
                    run(folder, "dpkg-deb", "-x", packages.iterator().next().toString(), folder.toString());
                }
            }
            return program;
        } catch (IOException e) {
            throw new AssertionError("needs " + name + ": install the package prometheus (Debian, Ubuntu)", e);
        }
    }

    /** A machine whose lists of packages were never fetched, or are old, needs them first. */
    private static void download(Path folder) {
        try {
            run(folder, "apt-get", "download", "prometheus");
        } catch (AssertionError withoutLists) {
            run(folder, "apt-get", "-qq", "update");
            run(folder, "apt-get", "download", "prometheus");
        }
    }

    /** Runs a program to its end and returns what it said; fails where it does. */
    static String run(Path folder, String... command) {
        try {
            Path output = Files.createTempFile("command", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            String said = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("'%s' failed; is the package prometheus, or apt-get, there? It said:%n%s"
                        .formatted(String.join(" ", command), said));
            }
            return said;
        } catch (IOException e) {
            List<String> words = Arrays.asList(command);
            throw new AssertionError("'" + words + "' cannot be run; install the package prometheus", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
