package dev.postrider.standalone;

import java.io.PrintStream;

/** Closes what has been started when the program is ended from outside (Ctrl-C, kill), however far it has come. */
final class EndHook implements Runnable {
    private final Parts parts;
    private final PrintStream out;
    private volatile boolean ending;

    private EndHook(Parts parts, PrintStream out) {
        this.parts = parts;
        this.out = out;
    }

    static EndHook register(Parts parts, PrintStream out) {
        EndHook hook = new EndHook(parts, out);
        Runtime.getRuntime().addShutdownHook(new Thread(hook, "end"));
        return hook;
    }

    /** Whether the program is being ended, so that a failure of the rest is only the consequence. */
    boolean isEnding() {
        return ending;
    }

    @Override
    public void run() {
        ending = true;
        // Not if there was nothing, or if it was closed by its owner.
        boolean told = parts.isOpen();
        if (told) {
            out.println("Stopping …");
        }
        parts.close();
        if (told) {
            out.println("Stopped.");
        }
    }
}
