package dev.postrider.dispatcher.handover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what deliveries came to, and where lanes stand, over to the broker, on a thread of its own: a producer may block when
 * its buffer is full or metadata is missing, and neither the sender's threads nor the consumer's may. Nothing completes
 * unacknowledged.
 *
 * <p>What is refused is tried again; the delivery's lane and partition wait meanwhile because its offset stays incomplete. When
 * the broker refuses one thing for too long, the dispatcher stops loudly.
 */
public final class HandOver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Results come by the dozen in that time; to be woken for each would cost more than all that it brings. */
    private static final long GATHERED_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final BlockingQueue<Pending> queue;
    private final HandOverSettings settings;
    private final Consumer<Throwable> fatal;
    private final ScheduledThreadPoolExecutor retries = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("hand-over-retry").daemon().factory());
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread;

    private record Pending(Job job, long firstTriedNanos) {}

    /**
     * @param capacity no less than what can be in flight, with one record of each lane: then the queue never refuses
     * @param fatal told when something could not be handed over, or a bug ended this thread
     */
    public HandOver(int capacity, HandOverSettings settings, Consumer<Throwable> fatal) {
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.settings = settings;
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

    /** Takes a job; returns at once. Jobs are produced in the order in which they come, but for those refused. */
    void accept(Job job) {
        enqueue(new Pending(job, System.nanoTime()));
    }

    private void enqueue(Pending pending) {
        if (!queue.offer(pending)) {
            fatal.accept(new IllegalStateException("more waits for hand-over than can be in flight"));
        }
    }

    private void loop() {
        List<Pending> batch = new ArrayList<>();
        while (running.get()) {
            try {
                Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch);
                    batch.forEach(this::produce);
                    batch.clear();
                    LockSupport.parkNanos(GATHERED_NANOS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void produce(Pending pending) {
        var _ = pending.job().produce().whenComplete((_, failure) -> {
            if (failure == null) {
                pending.job().acknowledged();
            } else {
                refused(pending, failure);
            }
        });
    }

    private void refused(Pending pending, Throwable failure) {
        Duration waited = Duration.ofNanos(System.nanoTime() - pending.firstTriedNanos());
        if (waited.compareTo(settings.giveUpAfter()) > 0) {
            fatal.accept(failure);
            return;
        }
        LOG.atWarn()
                .addKeyValue("about", pending.job().about())
                .setCause(failure)
                .log("The broker did not take a record of the delivery stage; trying again");
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
