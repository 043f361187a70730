package dev.postrider.api.recurring;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does a piece of work at intervals, one run after the other, from the start of the service to its end. A run that fails is
 * reported, and the next one tries again.
 */
public final class Recurring implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final Duration first;
    private final Duration interval;
    private final Supplier<Mono<Void>> work;
    private final String complaint;
    private volatile @Nullable Disposable running;

    /**
     * @param first how long after the start it is done for the first time
     * @param interval of its beginnings; one that lasts longer leaves some out
     * @param complaint what the log says before the reason of a failure, such as "Webhooks are probed later"
     */
    public Recurring(Duration first, Duration interval, Supplier<Mono<Void>> work, String complaint) {
        this.first = first;
        this.interval = interval;
        this.work = work;
        this.complaint = complaint;
    }

    @Override
    public void start() {
        running = Flux.interval(first, interval)
                .onBackpressureDrop()
                .concatMap(_ -> Mono.defer(work).onErrorResume(this::report), 0)
                .subscribe();
    }

    private Mono<Void> report(Throwable failure) {
        LOG.warn("{}: {}", complaint, failure.toString());
        return Mono.empty();
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
