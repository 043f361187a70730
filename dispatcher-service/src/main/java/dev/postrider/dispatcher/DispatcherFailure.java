package dev.postrider.dispatcher;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Stops the dispatcher loudly when it cannot go on without losing something: the first reason is logged, shown as health, and
 * the process counts as broken. What was not handed over is not committed.
 */
final class DispatcherFailure implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherFailure.class);

    private final AtomicReference<@Nullable Throwable> reason = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> stopper = new AtomicReference<>();
    private final ApplicationEventPublisher events;

    DispatcherFailure(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** Says what is to be stopped. */
    void stops(Runnable what) {
        stopper.set(what);
    }

    void stop(Throwable why) {
        if (reason.compareAndSet(null, why)) {
            LOG.atError().setCause(why).log("The dispatcher stops: it cannot go on without losing something");
            Runnable stop = stopper.get();
            if (stop != null) {
                stop.run();
            }
            AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
        }
    }

    Optional<Throwable> reason() {
        return Optional.ofNullable(reason.get());
    }

    @Override
    public Health health() {
        Throwable why = reason.get();
        return why == null
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", String.valueOf(why.getMessage()))
                        .build();
    }
}
