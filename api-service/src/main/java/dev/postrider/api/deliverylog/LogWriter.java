package dev.postrider.api.deliverylog;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The log writer's thread. It runs one consumer after another: one that fails is closed and, after a pause, replaced, and
 * the new one goes on where the database says.
 */
final class LogWriter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(15);

    private final List<String> topics;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Function<Consumer<byte[], byte[]>, LogSession> sessions;
    private volatile @Nullable Run run;

    LogWriter(
            List<String> topics,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Function<Consumer<byte[], byte[]>, LogSession> sessions) {
        this.topics = topics;
        this.consumers = consumers;
        this.sessions = sessions;
    }

    @Override
    public void start() {
        run = new Run();
    }

    @Override
    public void stop() {
        Run current = run;
        run = null;
        if (current != null) {
            current.stop();
        }
    }

    @Override
    public boolean isRunning() {
        return run != null;
    }

    /** From one start to the next stop. */
    private final class Run {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Thread thread =
                Thread.ofPlatform().daemon().name("log-writer").start(this::work);
        private volatile @Nullable Consumer<byte[], byte[]> current;

        private void work() {
            try {
                do {
                    runOneConsumer();
                } while (!stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void runOneConsumer() {
            try {
                Consumer<byte[], byte[]> consumer = consumers.get();
                current = consumer;
                try {
                    drive(consumer);
                } finally {
                    current = null;
                    consumer.close(CloseOptions.timeout(CLOSE));
                }
            } catch (WakeupException e) {
                LOG.debug("The log writer was woken to stop", e);
            } catch (RuntimeException e) {
                LOG.error("The log writer's consumer failed and is replaced", e);
            }
        }

        private void drive(Consumer<byte[], byte[]> consumer) {
            LogSession session = sessions.apply(consumer);
            consumer.subscribe(topics, session);
            while (stopped.getCount() > 0) {
                session.step();
            }
        }

        private void stop() {
            stopped.countDown();
            Consumer<byte[], byte[]> consumer = current;
            if (consumer != null) {
                consumer.wakeup();
            }
            try {
                if (!thread.join(STOP)) {
                    LOG.warn(
                            "The log writer has not stopped in {}; what it was writing is written once or not at all",
                            STOP);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
