package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands records over and waits until the broker has them. Safe for all tiers at once. */
final class HandBack {
    private static final Logger log = LoggerFactory.getLogger(HandBack.class);

    private final Producer<byte[], byte[]> producer;
    private final NextStop nextStop;
    private final SlewedClock clock;
    private final Duration timeout;
    private final TierMetrics metrics;

    /**
     * @param timeout for the acknowledgements of one call, above the producer's own
     */
    HandBack(
            Producer<byte[], byte[]> producer,
            NextStop nextStop,
            SlewedClock clock,
            Duration timeout,
            TierMetrics metrics) {
        this.producer = producer;
        this.nextStop = nextStop;
        this.clock = clock;
        this.timeout = timeout;
        this.metrics = metrics;
    }

    /**
     * Sends these and waits.
     *
     * @return those that were acknowledged; all, unless something failed, which is then logged
     */
    List<Held> send(String tier, List<Held> due) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(due.size());
        Exception failure = null;
        for (Held held : due) {
            try {
                Future<RecordMetadata> future = producer.send(nextStop.of(held, clock.instant()));
                sent.add(future);
                if (hasFailedForAll(future)) {
                    break;
                }
            } catch (KafkaException e) {
                failure = e;
                break;
            }
        }
        List<Held> acknowledged = new ArrayList<>(due.size());
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int i = 0; i < sent.size(); i++) {
            try {
                sent.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                acknowledged.add(due.get(i));
                metrics.handedBack(tier, due.get(i), clock.instant());
            } catch (ExecutionException | TimeoutException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return acknowledged;
            }
        }
        if (failure != null) {
            log.warn(
                    "Handing back from tier {}: {} of {} records were not acknowledged and are tried again: {}",
                    tier,
                    due.size() - acknowledged.size(),
                    due.size(),
                    failure.toString());
        }
        return acknowledged;
    }

    /**
     * Whether a record was refused before it was sent, and not for its own size. Without the broker's metadata, or without
     * room, {@code send} blocks for the producer's {@code max.block.ms} and then returns a future that has failed: the next
     * ones would each block as long, and the consumer would not poll meanwhile.
     */
    private static boolean hasFailedForAll(Future<RecordMetadata> future) {
        return future.state() == Future.State.FAILED && !(future.exceptionNow() instanceof RecordTooLargeException);
    }
}
