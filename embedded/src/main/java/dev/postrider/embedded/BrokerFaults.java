package dev.postrider.embedded;

import java.util.concurrent.CompletableFuture;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Kafka's ways to end the process into one future that completes exceptionally with the reason. A broker that has its
 * own process may halt it; this one shares it with code that must first say what happened.
 */
final class BrokerFaults implements FaultHandlerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);

    private final CompletableFuture<Void> fatal = new CompletableFuture<>();

    /** Never completes normally; completes exceptionally when the broker has given up. */
    CompletableFuture<Void> fatal() {
        return fatal;
    }

    /**
     * Puts itself in the place of {@code System.exit} and {@code halt} for all Kafka code of this process. These hooks are
     * Kafka's own statics: with two brokers in a process the last one started is told.
     */
    void replaceExit() {
        Exit.setExitProcedure(this::exit);
        Exit.setHaltProcedure(this::exit);
    }

    @Override
    public FaultHandler build(String name, boolean isFatal, Runnable action) {
        return (message, cause) -> {
            IllegalStateException fault = new IllegalStateException("%s: %s".formatted(name, message), cause);
            if (isFatal) {
                LOG.atError().setCause(fault).log("The embedded Kafka broker gave up");
                fatal.completeExceptionally(fault);
            } else {
                LOG.atWarn().setCause(fault).log("The embedded Kafka broker met a fault and goes on");
            }
            action.run();
            return fault;
        };
    }

    /** Callers of exit and halt rely on not coming back: the exception unwinds their thread. */
    private void exit(int status, String message) {
        IllegalStateException exit = new IllegalStateException("Kafka asked to end the process with status %d%s"
                .formatted(status, message == null ? "" : ": " + message));
        LOG.atError().setCause(exit).log("The embedded Kafka broker gave up");
        fatal.completeExceptionally(exit);
        throw exit;
    }
}
