package dev.postrider.api.deadletter;

import dev.postrider.api.deliverylog.Death;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.DeliveryId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads dead letters at known places, one request after the other, each within a deadline. Errors are problems fit for the
 * caller: 503 while Kafka does not answer.
 */
public final class DeadLetterReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReader.class);

    /** From the request to the answer, its turn awaited. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 100;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Duration deadline;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("dead-letter-reader").factory());
    private final Scheduler thread = Schedulers.fromExecutorService(executor, "dead-letter-reader");

    /** Only of the thread. */
    private @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * @param consumers gives consumers without a group, closed here
     * @param deadline of one reading, once it is its turn
     */
    DeadLetterReader(Supplier<Consumer<byte[], byte[]>> consumers, String topic, Duration deadline) {
        this.consumers = consumers;
        this.topic = topic;
        this.deadline = deadline;
    }

    /** One dead letter. */
    public Mono<Letter> read(DeliveryId delivery, Death death) {
        return read(Map.of(delivery, death)).mapNotNull(letters -> letters.get(delivery));
    }

    /** Several dead letters; for each delivery there is an answer. */
    public Mono<Map<DeliveryId, Letter>> read(Map<DeliveryId, Death> places) {
        if (places.isEmpty()) {
            return Mono.just(Map.of());
        }
        return Mono.fromCallable(() -> readNow(places))
                .subscribeOn(thread)
                .timeout(PATIENCE)
                .onErrorMap(DeadLetterReader::problem);
    }

    private Map<DeliveryId, Letter> readNow(Map<DeliveryId, Death> places) {
        Consumer<byte[], byte[]> current = consumer == null ? consumers.get() : consumer;
        consumer = current;
        try {
            return new Reading(current, topic, places).toTheEnd(deadline);
        } catch (RuntimeException e) {
            // What state it is in nobody knows; the next reading gets another.
            discard();
            throw e;
        }
    }

    private void discard() {
        Consumer<byte[], byte[]> current = consumer;
        consumer = null;
        if (current != null) {
            // A reading that nobody waits for any more was interrupted, and closing would be too.
            var _ = Thread.interrupted();
            current.close(CloseOptions.timeout(CLOSE));
        }
    }

    private static Throwable problem(Throwable error) {
        LOG.warn("Dead letters could not be read from Kafka: {}", error.toString());
        return Problem.unavailable("Kafka does not answer, so dead letters cannot be read. Try again.")
                .toException();
    }

    @Override
    public void close() {
        try {
            executor.execute(this::discard);
            executor.shutdown();
            if (!executor.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The reader of dead letters has not stopped in {}", CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread.dispose();
        }
    }
}
