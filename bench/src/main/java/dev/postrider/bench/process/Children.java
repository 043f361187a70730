package dev.postrider.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All child processes of the driver. Those that still run are killed when this is closed. */
public final class Children implements AutoCloseable {
    private static final List<String> COMMON_FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.net.preferIPv4Stack=true",
            "-XX:+ExitOnOutOfMemoryError");

    private final Path logs;
    private final Queue<ChildJvm> started = new ConcurrentLinkedQueue<>();
    private int count;

    /**
     * @param logs a folder for the children's output
     */
    public Children(Path logs) {
        this.logs = logs;
    }

    /** Starts a JVM on this one's class path. */
    public ChildJvm start(String name, Class<?> main, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(COMMON_FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        count++;
        ChildJvm child = ChildJvm.start(name, command, logs.resolve("%03d-%s.log".formatted(count, name)));
        started.add(child);
        return child;
    }

    @Override
    public void close() {
        started.forEach(ChildJvm::close);
        started.clear();
    }
}
