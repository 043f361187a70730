package dev.postrider.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.standalone.cluster.Services.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The three services as they are packed, each a process of its own that knows its settings as variables: the class path is what users
 * have, without the embedded broker's libraries.
 */
final class PackedServices implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Path folder;
    private final Services settings;
    private final int port = freePort();
    private final Map<Service, Map<String, String>> variables = new EnumMap<>(Service.class);
    private final List<Process> running = new ArrayList<>();

    /**
     * @param folder for what they print
     * @param settings what has nothing to do with the variables that are tried
     */
    PackedServices(Path folder, Services settings) {
        this.folder = folder;
        this.settings = settings.set(Service.API, "postrider.port", Integer.toString(port));
    }

    /** The variables of a service, on top of what a page of the documentation has nothing to say about. */
    PackedServices with(Service service, Map<String, String> environment) {
        variables.computeIfAbsent(service, _ -> new HashMap<>()).putAll(environment);
        return this;
    }

    /** Starts all three; the API answers when this returns. */
    Rest start() {
        for (Service service : Service.values()) {
            running.add(launch(service, service.name(), List.of()));
        }
        await().atMost(LONG)
                .failFast(() -> assertThat(running).allMatch(Process::isAlive, "is alive"))
                .ignoreExceptions()
                .until(() -> {
                    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return true;
                    }
                });
        return new Rest("http://127.0.0.1:" + port);
    }

    /** Runs a service with an argument to its end. */
    Ended run(Service service, String argument) {
        Process process = launch(service, argument, List.of(argument));
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(argument + " did not end; it said:\n" + output(argument));
            }
            return new Ended(process.exitValue(), output(argument));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How a process ended, and all that it printed. */
    record Ended(int exitCode, String output) {}

    private String output(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".log");
    }

    private Process launch(Service service, String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-jar", jar(service).toString()));
        command.addAll(arguments);
        command.addAll(Arrays.asList(settings.arguments(service)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file(name).toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("POSTRIDER_"));
        builder.environment().putAll(variables.getOrDefault(service, Map.of()));
        builder.environment().put("POSTRIDER_MANAGEMENT_PORT", "0");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Service service) {
        String module = switch (service) {
            case API -> "api-service";
            case DISPATCHER -> "dispatcher-service";
            case SCHEDULER -> "retry-scheduler";
        };
        Path jar = Path.of("..", module, "target", module + "-exec.jar");
        assertThat(jar).as("packed by mvn package").exists();
        return jar;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        for (Process process : running) {
            try {
                if (!process.waitFor(40, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
