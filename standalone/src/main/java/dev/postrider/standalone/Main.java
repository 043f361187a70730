package dev.postrider.standalone;

import dev.postrider.embedded.EmbeddedStartException;
import dev.postrider.standalone.demo.Demo;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.LoggerFactory;

/** The program behind the {@code postrider} script: {@code up}, {@code demo} and {@code receiver}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        String command = arguments.isEmpty() ? "" : arguments.getFirst();
        Parts parts = new Parts();
        EndHook hook = EndHook.register(parts, out);
        try {
            return switch (command) {
                case "up" -> up(StandaloneSettings.of(System.getenv()), parts, out);
                case "demo" -> Demo.run(parts, out);
                case "receiver" ->
                    Receiver.run(
                            StandaloneSettings.of(System.getenv()).host(),
                            arguments.size() > 1 ? arguments.get(1) : "",
                            out);
                default -> misused(err);
            };
        } catch (StartException | EmbeddedStartException e) {
            return failed(hook, err, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return failed(hook, err, String.valueOf(cause.getMessage()));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("Postrider could not start", e);
            return failed(hook, err, "could not start: " + rootMessage(e) + "; the log tells more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int up(StandaloneSettings settings, Parts parts, PrintStream out)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        out.println("Starting Postrider in " + settings.dataDir() + " …");
        LogFile.in(settings.dataDir());
        Standalone standalone = Standalone.start(settings, parts);
        out.printf("Postrider is ready (%.1f s).%n", (System.nanoTime() - began) / 1e9);
        out.println("  API         " + standalone.url());
        out.println("  admin key   " + standalone.adminKey());
        out.println("  health      " + standalone.managementUrl() + "/actuator/health");
        out.println("  Kafka       " + standalone.bootstrapServers() + ", publish to postrider.events");
        out.println("  data, log   " + settings.dataDir() + ", postrider.log in it");
        out.println("Webhooks may use plain http and addresses of this machine: this is the development mode.");
        out.println("Ctrl-C stops it.");
        var _ = standalone.termination().toCompletableFuture().get();
        return 0;
    }

    /** Tells what went wrong, unless it is the consequence of being ended. */
    private static int failed(EndHook hook, PrintStream err, String message) {
        if (!hook.isEnding()) {
            err.println("postrider: " + message);
        }
        return FAILED;
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    private static int misused(PrintStream err) {
        err.println("usage: postrider up | demo | receiver <port>");
        return MISUSED;
    }
}
