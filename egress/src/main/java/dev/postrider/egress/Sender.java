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
     *     Cancelling it closes the connection, or resets the stream of HTTP/2.
     */
    CompletableFuture<AttemptOutcome> send(OutboundRequest request);

    /**
     * Runs a batch of sends on one of the sender's event loops, the loops taking turns. What is sent from within the batch
     * starts on that loop, without the hop between threads that each {@link #send} from elsewhere costs; the gain grows with
     * the batch, up to about 64 sends.
     *
     * <p>The batch always runs, also after {@link #close} (its sends then fail as any), and never on the caller's thread. It
     * must not block.
     */
    void execute(Runnable batch);

    /** Closes all connections; exchanges still under way fail. Waits a few seconds at most. */
    @Override
    void close();
}
