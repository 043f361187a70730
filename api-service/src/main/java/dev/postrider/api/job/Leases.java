package dev.postrider.api.job;

import dev.postrider.api.database.Rows;
import dev.postrider.api.operational.OperationalEvent;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.operational.OperationalType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of jobs as one runner sees it: those that it has a lease of. Leases are by the database's clock. What is written
 * without a lease is not written, and the job that comes back is empty then.
 */
final class Leases {
    /** Cancellations have slots of their own: what is cancelled is to be seen as cancelled however much else goes on. */
    enum Kinds {
        CANCELLATIONS,
        OTHERS
    }

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final OperationalEvents events;
    private final UUID owner;
    private final Duration lease;

    /**
     * @param events told of redrives that are completed
     */
    Leases(
            DatabaseClient database,
            TransactionalOperator transactions,
            OperationalEvents events,
            UUID owner,
            Duration lease) {
        this.database = database;
        this.transactions = transactions;
        this.events = events;
        this.owner = owner;
        this.lease = lease;
    }

    /**
     * Takes jobs that nobody runs, those of organizations first that have the fewest running, then those that wait longest.
     *
     * @param kinds cancellations, or all others
     * @param mine jobs that are under way here, and not to be taken a second time
     */
    Flux<Job> take(Kinds kinds, int limit, Collection<UUID> mine) {
        return database.sql("""
                        WITH free AS MATERIALIZED (
                            SELECT j.id FROM jobs AS j
                            WHERE j.state = 'running' AND (j.lease_until IS NULL OR j.lease_until < now())
                                AND (j.kind = 'cancel') = :cancellations AND NOT j.id = ANY(:mine)
                            ORDER BY (
                                SELECT count(*) FROM jobs AS r
                                WHERE r.state = 'running' AND r.organization_id = j.organization_id
                                    AND r.lease_until >= now()), coalesce(j.lease_until, j.created_at)
                            LIMIT :limit FOR UPDATE SKIP LOCKED)
                        UPDATE jobs SET lease_owner = :owner, lease_until = now() + make_interval(secs => :lease)
                        FROM free WHERE jobs.id = free.id RETURNING jobs.*""")
                .bind("cancellations", kinds == Kinds.CANCELLATIONS)
                .bind("mine", mine.toArray(UUID[]::new))
                .bind("limit", limit)
                .bind("owner", owner)
                .bind("lease", Jobs.seconds(lease))
                .map(Jobs::read)
                .all();
    }

    /** Notes a page that is done and keeps the lease; also of a job that was cancelled meanwhile. */
    Mono<Job> advance(Job job, JobPage page) {
        Progress progress = job.progress().plus(page);
        @Nullable Place place = page.place() == null ? job.place() : page.place();
        GenericExecuteSpec update = leased("""
                        UPDATE jobs SET done = :done, skipped = CAST(:skipped AS json), place_at = :at, place_id = :place,
                            lease_until = now() + make_interval(secs => :lease)
                        WHERE id = :id AND lease_owner = :owner RETURNING *""", job)
                .bind("lease", Jobs.seconds(lease))
                .bind("done", progress.done())
                .bind("skipped", Jobs.text(progress.skipped()));
        return (place == null
                        ? update.bindNull("at", Instant.class).bindNull("place", String.class)
                        : update.bind("at", place.at()).bind("place", place.id()))
                .map(Jobs::read)
                .one();
    }

    /** Keeps the lease of a job whose page failed. */
    Mono<Job> renew(Job job) {
        return leased("""
                        UPDATE jobs SET lease_until = now() + make_interval(secs => :lease)
                        WHERE id = :id AND lease_owner = :owner RETURNING *""", job)
                .bind("lease", Jobs.seconds(lease))
                .map(Jobs::read)
                .one();
    }

    /**
     * Ends a job that runs.
     *
     * @param error null for one that is completed
     */
    Mono<Job> finish(Job job, @Nullable String error, Instant now) {
        GenericExecuteSpec update = leased("""
                        UPDATE jobs SET state = :state, error = :error, finished_at = :now, lease_until = NULL
                        WHERE id = :id AND lease_owner = :owner AND state = 'running' RETURNING *""", job)
                .bind("state", (error == null ? JobState.COMPLETED : JobState.FAILED).text())
                .bind("now", now);
        return transactions.transactional(
                (error == null ? update.bindNull("error", String.class) : update.bind("error", error))
                        .map(Jobs::read)
                        .one()
                        .flatMap(ended -> told(ended, now).thenReturn(ended)));
    }

    private Mono<Void> told(Job ended, Instant now) {
        return ended.kind() == JobKind.REDRIVE && ended.state() == JobState.COMPLETED
                ? events.add(OperationalEvent.of(
                        ended.organization(),
                        OperationalType.REDRIVE_COMPLETED,
                        ended.id().toString(),
                        now,
                        json -> JobJson.outcome(json, ended)))
                : Mono.empty();
    }

    /** Whether jobs wait that are no cancellations. */
    Mono<Boolean> someWait() {
        return database.sql("""
                        SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND kind <> 'cancel'
                            AND (lease_until IS NULL OR lease_until < now())) AS waiting""")
                .map(row -> Rows.get(row, "waiting", Boolean.class))
                .one();
    }

    /** Leaves a job to whoever takes it next, behind those that wait. */
    Mono<Void> giveBack(UUID job) {
        return database.sql("""
                        UPDATE jobs SET lease_until = now()
                        WHERE id = :id AND lease_owner = :owner AND state = 'running'""").bind("id", job).bind("owner", owner).then();
    }

    /** Leaves all jobs to other runners. */
    Mono<Void> release() {
        return database.sql("UPDATE jobs SET lease_until = NULL WHERE lease_owner = :owner AND state = 'running'")
                .bind("owner", owner)
                .then();
    }

    private GenericExecuteSpec leased(String sql, Job job) {
        return database.sql(sql).bind("id", job.id()).bind("owner", owner);
    }
}
