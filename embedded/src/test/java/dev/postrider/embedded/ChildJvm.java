package dev.postrider.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A second JVM on the same class path, there to be killed. */
final class ChildJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    static ChildJvm run(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(args));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Called inside the child: tells the parent what it waits for, then stays until killed or orphaned. */
    static void ready(String what) throws InterruptedException {
        System.out.println("READY " + what);
        System.out.flush();
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
        TimeUnit.SECONDS.sleep(1);
    }

    /** The rest of the first line that starts with {@code prefix}. */
    String awaitLine(String prefix) throws Exception {
        return CompletableFuture.supplyAsync(() -> readUntil(prefix)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        kill();
    }

    private String readUntil(String prefix) {
        try {
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length());
                }
            }
            throw new AssertionError("the child JVM ended without a line that starts with " + prefix);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
