package dev.postrider.api.publication;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Publishes rows right after their change, a few at a time: each holds a database connection until Kafka answers. Callers
 * wait only so long; a publication that nobody waits for any more goes on, and one that fails is the reconciler's.
 */
@Component
public class Publications implements DisposableBean {
    /** How long an answer waits for the publication of what it changed. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);
    private static final int AT_ONCE = 8;
    private static final int MAX_WAITING = 1_000;

    private final Sinks.Many<Job> jobs =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MAX_WAITING));
    private final Disposable work =
            jobs.asFlux().flatMap(Publications::run, AT_ONCE).subscribe();

    private record Job(PublishedTable table, String key, Sinks.Empty<Void> done) {}

    /** Publishes the row and says whether that was done in time. */
    public Mono<Boolean> publish(PublishedTable table, String key) {
        return Mono.defer(() -> {
                    Job job = new Job(table, key, Sinks.empty());
                    Sinks.EmitResult queued = queue(job);
                    return queued.isSuccess()
                            ? job.done().asMono()
                            : Mono.<Void>error(new RejectedExecutionException("publication is " + queued));
                })
                .timeout(PATIENCE)
                .thenReturn(true)
                .onErrorResume(error -> {
                    LOG.warn("{} {} is published later: {}", table.name(), key, error.toString());
                    return Mono.just(false);
                });
    }

    /** Sinks refuse to be fed by two threads at a time. */
    private synchronized Sinks.EmitResult queue(Job job) {
        return jobs.tryEmitNext(job);
    }

    private static Mono<Void> run(Job job) {
        return job.table()
                .publish(job.key())
                .doOnSuccess(nothing -> job.done().tryEmitEmpty())
                .doOnError(error -> job.done().tryEmitError(error))
                .onErrorComplete();
    }

    @Override
    public void destroy() {
        work.dispose();
    }
}
