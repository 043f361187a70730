package dev.postrider.dispatcher.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one batch has produced: bounded, and awaited before the batch counts as done. What the broker refuses is sent again by
 * itself: repeating the whole batch would post again what had got through.
 */
final class SendWindow {
    private static final Logger LOG = LoggerFactory.getLogger(SendWindow.class);

    private final Producer<byte[], byte[]> producer;
    private final FanOutSettings settings;
    private final BooleanSupplier stopping;
    private List<Sent> unacknowledged = new ArrayList<>();

    private record Sent(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> acknowledgement) {}

    /**
     * @param stopping whether to give up on what is refused: the batch then comes again after the start
     */
    SendWindow(Producer<byte[], byte[]> producer, FanOutSettings settings, BooleanSupplier stopping) {
        this.producer = producer;
        this.settings = settings;
        this.stopping = stopping;
    }

    /** Produces a record; waits first if the window is full. */
    void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        if (unacknowledged.size() >= settings.maxUnacknowledged()) {
            await();
        }
        Future<RecordMetadata> acknowledgement = producer.send(record);
        unacknowledged.add(new Sent(record, acknowledgement));
        if (acknowledgement.state() == Future.State.FAILED) {
            // The producer has already waited for metadata or room; the next record would wait as long.
            await();
        }
    }

    /**
     * Waits until all is acknowledged, sending again what is refused.
     *
     * @throws FanOutException if it is stopped meanwhile, or the broker will never take a record
     */
    void await() throws InterruptedException {
        while (!unacknowledged.isEmpty()) {
            List<Sent> refused = new ArrayList<>();
            for (Sent sent : unacknowledged) {
                if (!isAcknowledged(sent)) {
                    refused.add(sent);
                }
            }
            unacknowledged = new ArrayList<>();
            if (!refused.isEmpty()) {
                sendAgain(refused);
            }
        }
    }

    private void sendAgain(List<Sent> refused) throws InterruptedException {
        if (stopping.getAsBoolean()) {
            throw new FanOutException("stopped while the broker refused " + refused.size() + " records of fan-out");
        }
        Thread.sleep(settings.retryDelay());
        for (Sent sent : refused) {
            unacknowledged.add(new Sent(sent.record(), producer.send(sent.record())));
        }
    }

    private boolean isAcknowledged(Sent sent) throws InterruptedException {
        try {
            var _ = sent.acknowledgement().get(settings.ackTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RetriableException)) {
                throw new FanOutException("the broker will not take a record of fan-out", e);
            }
            LOG.atWarn()
                    .addKeyValue("topic", sent.record().topic())
                    .setCause(e.getCause())
                    .log("The broker did not take a record of fan-out; sending it again");
            return false;
        } catch (TimeoutException e) {
            throw new FanOutException("a producer neither got an acknowledgement nor gave up in time", e);
        }
    }
}
