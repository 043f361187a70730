package dev.postrider.dispatcher.fanout;

/** Tells where the topic of webhooks ends. */
@FunctionalInterface
public interface EndOfWebhooks {
    /**
     * The end offset now.
     *
     * @throws org.apache.kafka.common.errors.RetriableException if the broker did not tell; to be asked again
     */
    long ask() throws InterruptedException;
}
