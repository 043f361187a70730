package dev.postrider.dispatcher.fanout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a slice has produced: bounded, in order, and awaited before the slice counts as done.
 *
 * <p>Ordered webhooks need the records of one partition in the order of the calls. So a record that does not get into the
 * producer is sent again before anything follows it, and what did get in is the producer's to repeat: an idempotent producer
 * does that in order and, given time enough, does not give up. If it does, what followed may stand on the topic already, and
 * the slice is repeated from its beginning.
 *
 * <pre>
 *   send ─► not taken ─► wait, send again          (nothing has followed)
 *     └───► taken ─────► acknowledged
 *                  └───► given up ─► the slice fails (others may have followed)
 * </pre>
 */
final class SendWindow {
    private static final Logger LOG = LoggerFactory.getLogger(SendWindow.class);
    private static final Duration PULSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final FanOutSettings settings;
    private final Patience patience;
    private final Queue<Future<RecordMetadata>> unacknowledged = new ArrayDeque<>();

    /**
     * @param patience asked each second while the broker keeps the window waiting, and at each refusal
     */
    SendWindow(Producer<byte[], byte[]> producer, FanOutSettings settings, Patience patience) {
        this.producer = producer;
        this.settings = settings;
        this.patience = patience;
    }

    /** What to do while the broker keeps the window waiting. */
    @FunctionalInterface
    interface Patience {
        /**
         * @param waited since the wait began
         * @throws FanOutException if it is to end
         */
        void goOn(Duration waited);
    }

    /**
     * Produces a record; waits first while the window is full.
     *
     * @throws FanOutException if the slice is to be repeated
     * @throws RecordTooLargeException if the record is larger than the topics take, and always will be
     */
    void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        while (unacknowledged.size() >= settings.maxUnacknowledged()) {
            awaitOldest();
        }
        long since = System.nanoTime();
        Future<RecordMetadata> acknowledgement = producer.send(record);
        while (acknowledgement.state() == Future.State.FAILED) {
            requireRetriable(acknowledgement.exceptionNow());
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .setCause(acknowledgement.exceptionNow())
                    .log("A record of fan-out cannot be sent; trying again");
            patience.goOn(since(since));
            Thread.sleep(settings.retryDelay());
            acknowledgement = producer.send(record);
        }
        unacknowledged.add(acknowledgement);
    }

    /**
     * Waits until all is acknowledged.
     *
     * @throws FanOutException if the slice is to be repeated
     */
    void await() throws InterruptedException {
        while (!unacknowledged.isEmpty()) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws InterruptedException {
        Future<RecordMetadata> oldest = unacknowledged.element();
        long since = System.nanoTime();
        while (!isAcknowledged(oldest)) {
            patience.goOn(since(since));
        }
        unacknowledged.remove();
    }

    private static boolean isAcknowledged(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            var _ = sent.get(PULSE.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new FanOutException("the producer gave up on a record of fan-out", e);
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void requireRetriable(Throwable refusal) {
        if (refusal instanceof RecordTooLargeException tooLarge) {
            throw tooLarge;
        }
        if (!(refusal instanceof RetriableException)) {
            throw new FanOutException("the broker will not take a record of fan-out", refusal);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
