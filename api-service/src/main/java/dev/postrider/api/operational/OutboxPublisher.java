package dev.postrider.api.operational;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Empties the outbox from the start of the service to its end: looks twice a second, and goes on at once while there is more. */
@Component
final class OutboxPublisher implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    /** Above the deadline of a send. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Outbox outbox;
    private volatile @Nullable Disposable running;

    OutboxPublisher(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void start() {
        running = Mono.defer(this::round)
                .flatMap(pause -> Mono.delay(pause))
                .repeat()
                .subscribe();
    }

    /** How long to wait before the next one. */
    private Mono<Duration> round() {
        return outbox.publish()
                .timeout(DEADLINE)
                .map(published -> published == Outbox.AT_ONCE ? Duration.ZERO : PAUSE)
                .onErrorResume(failure -> {
                    LOG.warn("Operational events wait in their outbox: {}", failure.toString());
                    return Mono.just(PAUSE_AFTER_FAILURE);
                });
    }

    @Override
    public void stop() {
        Disposable current = running;
        running = null;
        if (current != null) {
            current.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
