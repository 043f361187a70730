package dev.postrider.api.job;

import dev.postrider.api.web.ProblemException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;

/**
 * One job under one lease, page after page until its end, its cancellation or the loss of the lease. A page that fails
 * because Kafka or the database does not answer is done again after a pause, half as large, for as long as it takes.
 *
 * <p>A page is what the rate allows in a quarter of a second, so that a cancellation is soon met and a crash repeats little.
 */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int PAGES_PER_SECOND = 4;
    private static final String SLOW = "the database took too long to read the log; ask for less, by from and to";
    private static final String TOO_LONG = "57014";
    private static final Set<String> OUTAGES = Set.of("08", "25", "40", "53", "55", "57");
    private static final String BUG = "the job failed; the service's log says why";

    private final JobWork work;
    private final Leases leases;
    private final InstantSource clock;
    private final int pageSize;
    private final Duration pageDeadline;
    private final BooleanSupplier stopping;

    /** The largest page now: smaller after one that failed, so that one that took too long is not tried for ever. */
    private volatile int room;

    /**
     * @param stopping whether no further page may begin
     */
    JobRun(JobWork work, Leases leases, InstantSource clock, JobProperties properties, BooleanSupplier stopping) {
        this.work = work;
        this.leases = leases;
        this.clock = clock;
        this.pageSize = properties.pageSize();
        this.room = pageSize;
        // A page that outlasts the lease would be done twice at once.
        this.pageDeadline = properties.lease().multipliedBy(2).dividedBy(3);
        this.stopping = stopping;
    }

    /** Completes when this runner has no more to do with the job. */
    Mono<Void> toTheEnd(Job taken) {
        return Mono.just(taken).expand(this::step).then();
    }

    /** The job after one more page; empty if no page follows here. */
    private Mono<Job> step(Job job) {
        return Mono.defer(() -> {
                    if (stopping.getAsBoolean()) {
                        return Mono.empty();
                    }
                    long began = System.nanoTime();
                    return work.page(job, Math.min(room, pageSize(job.rate())))
                            .timeout(pageDeadline)
                            .flatMap(page -> note(job, page, began));
                })
                .onErrorResume(error -> failed(job, error));
    }

    private Mono<Job> note(Job job, JobPage page, long began) {
        room = Math.min(pageSize, 2 * room);
        return leases.advance(job, page)
                .filter(JobRun::isRunning)
                .flatMap(advanced -> page.last()
                        ? leases.finish(advanced, null, clock.instant())
                                .doOnNext(JobRun::logEnd)
                                .then(Mono.<Job>empty())
                        : Mono.delay(pause(page.done(), job.rate(), System.nanoTime() - began))
                                .thenReturn(advanced));
    }

    private Mono<Job> failed(Job job, Throwable error) {
        if (isOutage(error)) {
            LOG.warn("A page of job {} is done again: {}", job.id(), error.toString());
            room = Math.max(1, Math.min(room, pageSize(job.rate())) / 2);
            return Mono.delay(SECOND).then(Mono.defer(() -> renewed(job)));
        }
        if (!(error instanceof JobFailedException)) {
            LOG.error("Job {} failed", job.id(), error);
        }
        return leases.finish(job, message(error), clock.instant())
                .doOnNext(JobRun::logEnd)
                .then(Mono.<Job>empty())
                .onErrorResume(JobRun::isOutage, outage -> failed(job, outage));
    }

    /** No page begins without a lease. */
    private Mono<Job> renewed(Job job) {
        return stopping.getAsBoolean()
                ? Mono.empty()
                : leases.renew(job).filter(JobRun::isRunning).onErrorResume(error -> failed(job, error));
    }

    private int pageSize(@Nullable Integer rate) {
        return rate == null ? pageSize : Math.clamp(rate / PAGES_PER_SECOND, 1, pageSize);
    }

    /** So long that no more than the rate is done, counted from the beginning of the page. */
    private static Duration pause(long done, @Nullable Integer rate, long took) {
        return rate == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, done * SECOND.toNanos() / rate - took));
    }

    private static boolean isRunning(Job job) {
        return job.state() == JobState.RUNNING;
    }

    private static boolean isOutage(Throwable error) {
        return (error instanceof ProblemException expected
                        && expected.problem().status() == HttpStatus.SERVICE_UNAVAILABLE)
                || error instanceof TimeoutException
                || isOutageOfTheDatabase(error);
    }

    /**
     * Whether the database is at fault, and not what it was asked: connections (class 08), what was rolled back for others (40),
     * resources (53), locks (55), a shutdown (57, but for a statement that took too long), a standby (25), or no answer at all.
     */
    private static boolean isOutageOfTheDatabase(Throwable error) {
        return stateOf(error)
                .map(state -> !state.equals(TOO_LONG) && OUTAGES.contains(state.substring(0, 2)))
                .orElse(error instanceof R2dbcException
                        || error instanceof DataAccessException
                        || error instanceof TransactionException);
    }

    private static Optional<String> stateOf(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .filter(R2dbcException.class::isInstance)
                .map(cause -> Objects.requireNonNullElse(((R2dbcException) cause).getSqlState(), ""))
                .filter(state -> state.length() == TOO_LONG.length())
                .findFirst();
    }

    private static String message(Throwable error) {
        if (error instanceof JobFailedException) {
            return String.valueOf(error.getMessage());
        }
        return stateOf(error).filter(TOO_LONG::equals).isPresent() ? SLOW : BUG;
    }

    private static void logEnd(Job job) {
        LOG.info(
                "Job {} ({}) is {}: {} of {} done, {} left out",
                job.id(),
                job.kind().text(),
                job.state().text(),
                job.progress().done(),
                job.progress().total(),
                job.progress().skippedInAll());
    }
}
