package dev.postrider.api.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks at intervals which webhooks are to be probed, one look after the other. */
@Component
final class ProbeSchedule implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeSchedule.class);

    private final Prober prober;
    private final Duration look;
    private volatile @Nullable Disposable running;

    ProbeSchedule(Prober prober, ProbeSettings settings) {
        this.prober = prober;
        this.look = settings.look();
    }

    @Override
    public void start() {
        running = Flux.interval(look)
                .onBackpressureDrop()
                .concatMap(_ -> prober.probe().onErrorResume(ProbeSchedule::report), 0)
                .subscribe();
    }

    private static Mono<Void> report(Throwable failure) {
        LOG.warn("Disabled webhooks are probed later: {}", failure.toString());
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
