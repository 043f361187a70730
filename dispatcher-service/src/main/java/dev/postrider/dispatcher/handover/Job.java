package dev.postrider.dispatcher.handover;

import java.util.concurrent.CompletableFuture;

/**
 * Something to be written to the broker. Produced again after a refusal, it produces only what the broker has not taken. One try
 * is under way at a time.
 */
interface Job {
    /**
     * Produces what is missing. May block as long as a producer may.
     *
     * @return completes when the broker has acknowledged everything, exceptionally if it refused anything
     */
    CompletableFuture<?> produce();

    /** All of it is acknowledged; called on a producer's thread. */
    void acknowledged();

    /** What it is about, for the log. */
    String about();
}
