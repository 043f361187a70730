package dev.postrider.standalone;

import java.util.concurrent.CompletableFuture;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationListener;

/** Ends everything when one service says that it is broken: as a process of its own it would be restarted for that. */
record BrokenPart(String name, CompletableFuture<Void> termination)
        implements ApplicationListener<AvailabilityChangeEvent<?>> {
    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        if (event.getState() == LivenessState.BROKEN) {
            termination.completeExceptionally(
                    new IllegalStateException("the " + name + " has stopped by itself; the log tells why"));
        }
    }
}
