package dev.postrider.bench.process;

import java.io.IOException;
import java.io.OutputStream;

/** The child's end of the tie between the driver and a child process. */
public final class ChildSide {
    static final String READY = "READY ";

    private ChildSide() {}

    /** Says that the child can be used. What it says is what the driver needs to reach it. */
    public static void ready(String what) {
        System.out.println(READY + what);
        System.out.flush();
    }

    /**
     * Ends this process as soon as the driver is gone, however it went: its end of this process's standard input closes
     * with it.
     */
    public static void endWithDriver() {
        Thread.ofPlatform().name("driver-watch").daemon().start(() -> {
            try {
                // The driver never says anything.
                var _ = System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // As good as closed.
                Runtime.getRuntime().halt(1);
            }
            Runtime.getRuntime().halt(0);
        });
    }
}
