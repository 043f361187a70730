package dev.postrider.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

class EndWhenBrokenTest {
    private final List<Integer> codes = new ArrayList<>();
    private final EndWhenBroken end = new EndWhenBroken(codes::add);

    @Test
    void aServiceThatSaysItIsBrokenEndsAsOneThatDidNotStart() {
        end.onApplicationEvent(new AvailabilityChangeEvent<>(this, LivenessState.CORRECT));
        assertThat(codes).isEmpty();

        end.onApplicationEvent(new AvailabilityChangeEvent<>(this, LivenessState.BROKEN));
        assertThat(codes).containsExactly(1);
    }
}
