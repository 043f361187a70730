package dev.postrider.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;

class TierThreadTest {
    private final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();

    @Test
    void anErrorEndsTheThreadAndIsTold() throws InterruptedException {
        Error error = new StackOverflowError("too deep");
        assertThat(failing(error)).isSameAs(error);
    }

    @Test
    void anUnexpectedExceptionEndsTheThreadAndIsTold() throws InterruptedException {
        RuntimeException exception = new IllegalStateException("a bug");
        assertThat(failing(exception)).isSameAs(exception);
    }

    private Throwable failing(Throwable cause) throws InterruptedException {
        TierThread thread = new TierThread("tier", new Failing(cause), (_, end) -> ends.add(end));
        thread.start();
        Throwable told = ends.poll(10, TimeUnit.SECONDS);
        assertThat(thread.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(thread.failure()).containsSame(cause);
        assertThat(told).isNotNull();
        return told == null ? new AssertionError("nothing was told") : told;
    }

    private record Failing(Throwable cause) implements TierThread.Readers {
        @Override
        public Consumer<byte[], byte[]> consumer() {
            switch (cause) {
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new AssertionError(cause);
            }
        }

        @Override
        public TierReader reader(Consumer<byte[], byte[]> consumer) {
            throw new AssertionError("there is no consumer");
        }
    }
}
