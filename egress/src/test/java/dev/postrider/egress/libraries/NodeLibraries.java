package dev.postrider.egress.libraries;

import dev.postrider.common.json.Json;
import dev.postrider.testkit.ReceivedRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** The libraries of npm, installed into {@code target} in the versions that the lock file names, and run by Node. */
final class NodeLibraries {
    private static final Path SOURCE = Path.of("src/test/npm");
    private static final Path INSTALLED = Path.of("target/verifying-libraries");
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "verify.mjs");
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private NodeLibraries() {}

    /** One request for one library. */
    record Check(String library, ReceivedRequest request) {}

    /** Installs what is not there; fails, saying what to do, where it cannot. */
    static NodeLibraries install() throws IOException, InterruptedException {
        Path lock = INSTALLED.resolve("package-lock.json");
        Path done = INSTALLED.resolve("node_modules/.package-lock.json");
        boolean isInstalled = Files.exists(lock)
                && Files.exists(done)
                && Files.mismatch(lock, SOURCE.resolve("package-lock.json")) < 0;
        Files.createDirectories(INSTALLED);
        for (String file : FILES) {
            Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!isInstalled) {
            run("", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        return new NodeLibraries();
    }

    /** What each check comes to: {@code genuine}, or {@code refused:} and why. */
    List<String> verify(String secret, List<Check> checks) throws IOException, InterruptedException {
        byte[] input = Json.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("secret", secret);
            json.writeArrayPropertyStart("checks");
            checks.forEach(check -> write(json, check));
            json.writeEndArray();
            json.writeEndObject();
        });
        return Arrays.asList(run(new String(input, StandardCharsets.UTF_8), "node", "verify.mjs")
                .split("\n"));
    }

    private static void write(JsonGenerator json, Check check) {
        json.writeStartObject();
        json.writeStringProperty("library", check.library());
        json.writeObjectPropertyStart("headers");
        check.request()
                .headers()
                .forEach(header ->
                        json.writeStringProperty(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        json.writeEndObject();
        json.writeStringProperty(
                "body", Base64.getEncoder().encodeToString(check.request().body()));
        json.writeEndObject();
    }

    private static String run(String input, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(INSTALLED, "output", ".txt");
        try {
            Process process = start(output, command);
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " did not end within " + DEADLINE);
            }
            String printed = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + printed);
            }
            return printed;
        } finally {
            Files.delete(output);
        }
    }

    private static Process start(Path output, String... command) {
        try {
            return new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    command[0] + " cannot be started: install Node.js 20 or newer with npm, and put both on the PATH",
                    e);
        }
    }
}
