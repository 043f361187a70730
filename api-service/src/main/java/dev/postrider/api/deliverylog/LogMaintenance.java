package dev.postrider.api.deliverylog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the partitions of the days to come, at start and then at intervals. */
final class LogMaintenance implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LogMaintenance.class);

    private final LogPartitions partitions;
    private final Duration interval;
    private volatile @Nullable Disposable running;

    LogMaintenance(LogPartitions partitions, Duration interval) {
        this.partitions = partitions;
        this.interval = interval;
    }

    @Override
    public void start() {
        running = Flux.interval(Duration.ZERO, interval)
                .onBackpressureDrop()
                .concatMap(_ -> partitions.createAhead().onErrorResume(LogMaintenance::report), 0)
                .subscribe();
    }

    private static Mono<Void> report(Throwable failure) {
        LOG.warn(
                "Partitions of the delivery log were not made ahead; batches make what they need: {}",
                failure.toString());
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
