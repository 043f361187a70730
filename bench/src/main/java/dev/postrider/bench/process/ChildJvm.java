package dev.postrider.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JVM beside the driver. Its output is in a file; it is gone once this is closed. */
public final class ChildJvm implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static ChildJvm start(String name, List<String> command, Path log) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            ChildJvm child = new ChildJvm(name, process, log);
            Thread.ofPlatform().name(name + "-output").daemon().start(child::readOutput);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("the " + name + " cannot be started", e);
        }
    }

    /** Waits until the child says that it can be used, and returns what it says. */
    public String awaitReady() throws InterruptedException {
        try {
            return ready.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the " + name + " did not start; its output is in " + log, e);
        }
    }

    public ProcessUsage usage() {
        return new ProcessUsage(process.pid());
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** SIGSTOP: it does nothing until it is resumed. For seconds only, or a broker takes it for dead. */
    public void suspend() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("the " + this.name + " took no SIG" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no program 'kill'", e);
        }
    }

    /** SIGTERM, and waits for the end. */
    public void stop() throws InterruptedException {
        // Not by the process itself: that would close its standard input as well, and with it end the child at once.
        process.toHandle().destroy();
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            close();
        }
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(END.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader();
                Writer file = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ChildSide.READY)) {
                    ready.complete(line.substring(ChildSide.READY.length()));
                }
                file.write(line);
                file.write('\n');
                file.flush();
            }
            ready.completeExceptionally(new IllegalStateException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }
}
