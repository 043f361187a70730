package dev.postrider.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final Parts parts = new Parts();

    @Test
    void theNewestIsClosedFirstAndTheOthersEvenIfItCannotBe() {
        start("database");
        start("broker");
        var _ = parts.<AutoCloseable>start(() -> () -> {
            throw new IllegalStateException("will not close");
        });
        parts.close();
        assertThat(List.copyOf(closed)).containsExactly("broker", "database");
    }

    @Test
    void aPartThatIsStillStartingIsClosedToo() throws InterruptedException {
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread starter = Thread.startVirtualThread(() -> {
            var _ = parts.<AutoCloseable>start(() -> {
                starting.countDown();
                await(goOn);
                return () -> closed.add("database");
            });
        });
        await(starting);
        Thread closer = Thread.startVirtualThread(parts::close);
        assertThat(closed.poll(50, TimeUnit.MILLISECONDS)).isNull();
        goOn.countDown();
        assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo("database");
        assertThat(closer.join(Duration.ofSeconds(10))).isTrue();
        assertThat(starter.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void nothingStartsAnyMoreOnceItIsClosed() {
        parts.close();
        assertThatThrownBy(() -> start("database")).isInstanceOf(StartException.class);
        assertThat(parts.isOpen()).isFalse();
    }

    private void start(String name) {
        var _ = parts.<AutoCloseable>start(() -> () -> closed.add(name));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
