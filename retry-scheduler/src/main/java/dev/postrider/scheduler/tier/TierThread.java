package dev.postrider.scheduler.tier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one tier. A consumer that fails is replaced after a pause; an offset out of range, or a failure that is not
 * Kafka's, ends the thread, and the cause can be asked for.
 */
final class TierThread {
    private static final Logger log = LoggerFactory.getLogger(TierThread.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Makes what one consumer of the tier needs. */
    interface Readers {
        Consumer<byte[], byte[]> consumer();

        TierReader reader(Consumer<byte[], byte[]> consumer);
    }

    private final String topic;
    private final Readers readers;
    private final BiConsumer<String, Throwable> onEnd;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    @Nullable private volatile Throwable failure;

    private volatile int held;

    /**
     * @param onEnd told, on the tier's thread, when it ends although nobody has stopped it
     */
    TierThread(String topic, Readers readers, BiConsumer<String, Throwable> onEnd) {
        this.topic = topic;
        this.readers = readers;
        this.onEnd = onEnd;
        // Not a catch in run: whatever ends the thread must be told, an Error as well.
        this.thread = Thread.ofPlatform()
                .name("tier-" + topic)
                .uncaughtExceptionHandler((_, cause) -> end("The thread of " + topic + " has failed", cause))
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to end; {@link #awaitEnd} waits for that. */
    void stop() {
        stop.countDown();
    }

    /**
     * @return whether it ended in time
     */
    boolean awaitEnd(Duration timeout) {
        try {
            return thread.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Why it ended by itself; nothing if it did not. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Records that it held when it last looked. */
    int held() {
        return held;
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void run() {
        while (!isStopped()) {
            try {
                readUntilStopped();
            } catch (InvalidOffsetException e) {
                end(
                        "An offset of " + topic
                                + " is out of range: records that were owed are gone. Find out why, then set"
                                + " the group's offset",
                        e);
                return;
            } catch (KafkaException e) {
                log.warn("The consumer of {} has failed and is replaced", topic, e);
                pause();
            }
        }
    }

    private void readUntilStopped() {
        Consumer<byte[], byte[]> consumer = readers.consumer();
        try {
            TierReader reader = readers.reader(consumer);
            consumer.subscribe(List.of(topic), reader);
            while (!isStopped()) {
                reader.round();
                held = reader.held();
            }
            reader.finish();
        } finally {
            held = 0;
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private void end(String message, Throwable cause) {
        log.error("{}. The tier is no longer read", message, cause);
        failure = cause;
        onEnd.accept(message, cause);
    }

    private void pause() {
        try {
            var _ = stop.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }
}
