package dev.postrider.dispatcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A dispatcher in a process of its own, which can be stopped and killed as an operator or a fault would. */
final class DispatcherProcess implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(40);

    private final Process process;

    private DispatcherProcess(Process process) {
        this.process = process;
    }

    /**
     * @param arguments as of the program
     * @param log takes what it prints
     */
    static DispatcherProcess start(List<String> arguments, Path log) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--spring.main.web-application-type=none");
        return start(DispatcherApplication.class, all, log);
    }

    /** Another program, in the same way. */
    static DispatcherProcess start(Class<?> program, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments);
        File file = log.toFile();
        try {
            return new DispatcherProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A byte for its standard input. */
    void say() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** SIGTERM, and waits for the end. */
    void stop() throws InterruptedException {
        process.destroy();
        awaitEnd();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("dispatcher " + process.pid() + " did not end within " + END);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
