package dev.postrider.dispatcher.handover;

import dev.postrider.dispatcher.attempt.Finished;
import dev.postrider.dispatcher.lane.Admitted;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what deliveries came to over to the broker, on a thread of its own: a producer may block when its buffer is full or
 * metadata is missing, and neither the sender's threads nor the consumer's may. Nothing completes unacknowledged.
 *
 * <p>A refused result is tried again; the delivery's lane and partition wait meanwhile because its offset stays incomplete.
 * When the broker refuses one result for too long, the dispatcher stops loudly.
 */
public final class HandOver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingQueue<Pending> queue;
    private final ResultProducer producer;
    private final HandOverSettings settings;
    private final Consumer<Admitted> completed;
    private final Consumer<Throwable> fatal;
    private final ScheduledThreadPoolExecutor retries = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("hand-over-retry").daemon().factory());
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread;

    private record Pending(Result result, long firstTriedNanos) {}

    /**
     * @param capacity no less than what can be in flight: then the queue never refuses
     * @param completed told on a producer's thread when all of a result is acknowledged
     * @param fatal told when a result could not be handed over, or a bug ended this thread
     */
    public HandOver(
            int capacity,
            ResultProducer producer,
            HandOverSettings settings,
            Consumer<Admitted> completed,
            Consumer<Throwable> fatal) {
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.producer = producer;
        this.settings = settings;
        this.completed = completed;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform()
                .name("hand-over")
                .daemon()
                .uncaughtExceptionHandler((_, bug) -> fatal.accept(bug))
                .unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    /** Takes a result; returns at once. */
    public void accept(Finished finished) {
        enqueue(new Pending(new Result(finished), System.nanoTime()));
    }

    private void enqueue(Pending pending) {
        if (!queue.offer(pending)) {
            fatal.accept(new IllegalStateException("more results wait for hand-over than can be in flight"));
        }
    }

    private void loop() {
        while (running.get()) {
            try {
                Pending next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    produce(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void produce(Pending pending) {
        CompletableFuture<Void> acknowledged = producer.produce(pending.result());
        var _ = acknowledged.whenComplete((_, failure) -> {
            if (failure == null) {
                completed.accept(pending.result().finished().admitted());
            } else {
                refused(pending, failure);
            }
        });
    }

    private void refused(Pending pending, Throwable failure) {
        Admitted admitted = pending.result().finished().admitted();
        Duration waited = Duration.ofNanos(System.nanoTime() - pending.firstTriedNanos());
        if (waited.compareTo(settings.giveUpAfter()) > 0) {
            fatal.accept(failure);
            return;
        }
        LOG.atWarn()
                .addKeyValue("partition", admitted.partition())
                .addKeyValue("offset", admitted.offset())
                .setCause(failure)
                .log("The broker did not take the result of a delivery; trying again");
        if (running.get()) {
            var _ = retries.schedule(
                    () -> enqueue(pending), settings.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Stops; what is not acknowledged by now stays incomplete and comes again. */
    @Override
    public void close() {
        running.set(false);
        retries.shutdownNow();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("The hand-over thread did not stop within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
