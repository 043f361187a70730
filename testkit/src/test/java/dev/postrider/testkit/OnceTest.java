package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
    private final AtomicInteger starts = new AtomicInteger();

    @Test
    void startsForTheFirstCallerOnly() {
        Once<Integer> once = new Once<>(starts::incrementAndGet);
        assertThat(once.get()).isEqualTo(1);
        assertThat(once.get()).isEqualTo(1);
    }

    @Test
    void everyCallerGetsTheReasonOfAFailureButOnlyTheFirstPaysForIt() {
        Once<Integer> once = new Once<>(() -> {
            throw new IllegalStateException("no engine, start " + starts.incrementAndGet());
        });
        assertThatThrownBy(once::get).hasMessage("no engine, start 1");
        assertThatThrownBy(once::get).hasMessage("no engine, start 1");
    }
}
