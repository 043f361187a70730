package dev.postrider.api;

import java.util.function.IntConsumer;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationListener;

/**
 * Ends the program as a start that fails does, once the service says that it is broken. Not where services share a process: that
 * ends all of them in order.
 *
 * @param exit is given the code
 */
record EndWhenBroken(IntConsumer exit) implements ApplicationListener<AvailabilityChangeEvent<?>> {
    private static final int FAILED = 1;

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        if (event.getState() == LivenessState.BROKEN) {
            exit.accept(FAILED);
        }
    }
}
