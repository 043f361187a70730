package dev.postrider.api.job;

import dev.postrider.api.job.Leases.Kinds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Runs jobs: takes those that nobody runs, each under a lease, so that the jobs of a replica that died go on elsewhere. While
 * others wait, none keeps its slot for longer than some seconds; cancellations have slots of their own. A stop lets the pages
 * under way end and leaves the jobs to others at once.
 */
final class JobRunner implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** How long a job keeps its slot while others wait. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Map<JobKind, JobWork> works;
    private final Jobs jobs;
    private final Leases leases;
    private final InstantSource clock;
    private final JobProperties properties;
    private final Map<UUID, Run> running = new ConcurrentHashMap<>();
    private final Sinks.Many<Long> hints = Sinks.many().multicast().directBestEffort();
    private volatile @Nullable Disposable work;

    JobRunner(List<JobWork> works, Jobs jobs, Leases leases, InstantSource clock, JobProperties properties) {
        this.works = works.stream().collect(Collectors.toUnmodifiableMap(JobWork::kind, Function.identity()));
        this.jobs = jobs;
        this.leases = leases;
        this.clock = clock;
        this.properties = properties;
    }

    /** That there is a new job. Nothing depends on it but how soon it begins. */
    void hint() {
        var _ = hints.tryEmitNext(0L);
    }

    @Override
    public void start() {
        Flux<Void> taking = Flux.interval(Duration.ZERO, properties.pollInterval())
                .mergeWith(hints.asFlux())
                .onBackpressureDrop()
                .concatMap(_ -> take(), 1);
        Flux<Void> forgetting = Flux.interval(FORGET_EVERY).onBackpressureDrop().concatMap(_ -> forget(), 1);
        work = taking.mergeWith(forgetting).subscribe();
    }

    private Mono<Void> take() {
        return Flux.fromArray(Kinds.values())
                .concatMap(this::take)
                .then()
                .onErrorResume(error -> report("Jobs cannot be looked for", error));
    }

    private Mono<Void> take(Kinds kinds) {
        if (!isRunning()) {
            return Mono.empty();
        }
        long taken = running.values().stream().filter(run -> run.kinds == kinds).count();
        int free = Math.toIntExact(properties.atOnce() - taken);
        if (free > 0) {
            return leases.take(kinds, free, running.keySet())
                    .doOnNext(job -> begin(job, kinds))
                    .then();
        }
        return kinds == Kinds.CANCELLATIONS
                ? Mono.empty()
                : leases.someWait()
                        .filter(waiting -> waiting)
                        .doOnNext(_ -> makeRoom())
                        .then();
    }

    /** Has the job that was run here longest leave its slot to one that waits. */
    private void makeRoom() {
        running.values().stream()
                .filter(run -> run.kinds == Kinds.OTHERS && System.nanoTime() - run.since > TURN.toNanos())
                .max(Comparator.comparingLong(run -> System.nanoTime() - run.since))
                .ifPresent(run -> run.leaving = true);
    }

    private void begin(Job job, Kinds kinds) {
        Run run = new Run(kinds);
        running.put(job.id(), run);
        JobWork work = Objects.requireNonNull(works.get(job.kind()), "work of the kind");
        new JobRun(work, leases, clock, properties, () -> run.leaving || !isRunning())
                .toTheEnd(job)
                .then(Mono.defer(() -> run.leaving ? leases.giveBack(job.id()) : Mono.empty()))
                .onErrorResume(error -> report("Job " + job.id() + " is left to whoever takes it next", error))
                .doFinally(_ -> running.remove(job.id()))
                .subscribe();
    }

    private Mono<Void> forget() {
        return jobs.forgetFinished(clock.instant().minus(properties.retention()))
                .then()
                .onErrorResume(error -> report("Finished jobs cannot be taken out", error));
    }

    private static Mono<Void> report(String what, Throwable error) {
        LOG.warn("{}: {}", what, error.toString());
        return Mono.empty();
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        Flux.interval(Duration.ZERO, LOOK)
                .takeUntil(_ -> running.isEmpty())
                .then()
                .timeout(STOP)
                .onErrorResume(error -> report("Pages of jobs are under way and will be done again", error))
                .then(Mono.defer(leases::release).timeout(STOP))
                .onErrorResume(error -> report("Jobs go on elsewhere when their leases run out", error))
                .doFinally(_ -> callback.run())
                .subscribe();
    }

    @Override
    public void stop() {
        Disposable current = work;
        work = null;
        if (current != null) {
            current.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return work != null;
    }

    /** A job under way here. */
    private static final class Run {
        private final Kinds kinds;
        private final long since = System.nanoTime();
        private volatile boolean leaving;

        private Run(Kinds kinds) {
            this.kinds = kinds;
        }
    }
}
