package dev.postrider.egress;

import dev.postrider.common.delivery.AttemptOutcome;
import java.util.concurrent.CompletableFuture;

/** Makes HTTP exchanges, each of them at most once. */
public interface Sender extends AutoCloseable {
    /**
     * Posts one request and reads its answer. Returns at once; a send never waits for another.
     *
     * @return completes within the request's timeout, never exceptionally: every trouble is an
     *     {@link AttemptOutcome.Failed}. It completes on a thread of the sender, so what follows must not block.
     *     Cancelling it closes the connection.
     */
    CompletableFuture<AttemptOutcome> send(OutboundRequest request);

    /** Closes all connections; exchanges still under way fail. Waits a few seconds at most. */
    @Override
    void close();
}
