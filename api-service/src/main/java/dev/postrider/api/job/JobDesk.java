package dev.postrider.api.job;

import dev.postrider.api.access.Caller;
import dev.postrider.api.audit.Audit;
import dev.postrider.api.audit.AuditAction;
import dev.postrider.api.audit.Change;
import dev.postrider.api.deliverylog.Stretch;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.NoBody;
import dev.postrider.api.web.Page;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.Query;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.OrganizationId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** What requests for jobs of all kinds share: taking one on, showing, listing and ending them. */
@Component
class JobDesk {
    /** How many a dry run shows. */
    static final int SAMPLE = 10;

    private final Jobs jobs;
    private final Audit audit;
    private final TransactionalOperator transactions;
    private final JobProperties properties;
    private final InstantSource clock;
    private final ObjectProvider<JobRunner> runner;

    JobDesk(
            Jobs jobs,
            Audit audit,
            TransactionalOperator transactions,
            JobProperties properties,
            InstantSource clock,
            ObjectProvider<JobRunner> runner) {
        this.jobs = jobs;
        this.audit = audit;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
        this.runner = runner;
    }

    JobProperties properties() {
        return properties;
    }

    /** Now, as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** 202 and the job, or an error with a 409 problem that names the running one that it would get in the way of. */
    Mono<ResponseEntity<byte[]>> begin(Caller caller, Job job) {
        Mono<Void> inserted = jobs.lockAndListRunning(job.organization())
                .collectList()
                .flatMap(running -> refusal(job, running)
                        .<Mono<Void>>map(problem -> Mono.error(problem.toException()))
                        .orElseGet(() -> jobs.insert(job).then(noted(caller, job))));
        return transactions
                .transactional(inserted)
                .doOnSuccess(_ -> runner.ifAvailable(JobRunner::hint))
                .then(Mono.fromSupplier(
                        () -> Answer.accepted(job.kind().location(job.id()), json -> JobJson.write(json, job))));
    }

    private Mono<Void> noted(Caller caller, Job job) {
        AuditAction action = switch (job.kind()) {
            case REDRIVE -> AuditAction.REDRIVE_STARTED;
            case REPLAY -> AuditAction.REPLAY_STARTED;
            case CANCEL -> AuditAction.CANCELLATION_STARTED;
        };
        Change change =
                Change.created(json -> JobJson.write(json, job)).only(Set.of("filter", "rate_per_second", "total"));
        return audit.record(caller, action, job.id().toString(), change);
    }

    /** A cancellation is never refused: what is cancelled must not go on because other work does. */
    private Optional<Problem> refusal(Job job, List<Job> all) {
        List<Job> running =
                all.stream().filter(other -> other.kind() != JobKind.CANCEL).toList();
        if (job.kind() == JobKind.CANCEL) {
            return Optional.empty();
        }
        Optional<Problem> overlap = running.stream()
                .filter(other -> job.kind() == JobKind.REDRIVE && other.kind() == JobKind.REDRIVE)
                .filter(other -> other.selection().overlaps(job.selection()))
                .findFirst()
                .map(other -> Problem.conflict("The redrive " + other.id()
                        + " is running and may be about some of the same deliveries; wait for it or cancel it."));
        return overlap.isPresent() || running.size() < properties.maxRunning()
                ? overlap
                : Optional.of(Problem.conflict("The organization has " + running.size()
                        + " running jobs, as many as are allowed; wait for one of them, such as the "
                        + running.getFirst().kind().noun() + " "
                        + running.getFirst().id() + ", or cancel it."));
    }

    /** 200 with how many there are, and the first of them. */
    static <T> ResponseEntity<byte[]> dryRun(Stretch.Count count, List<T> sample, BiConsumer<JsonGenerator, T> write) {
        return Answer.ok(json -> {
            json.writeStartObject();
            json.writeNumberProperty("count", count.matching());
            json.writeBooleanProperty("count_is_exact", !count.more());
            json.writeArrayPropertyStart("sample");
            sample.forEach(one -> write.accept(json, one));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    Mono<ResponseEntity<byte[]>> list(Caller caller, JobKind kind, ServerHttpRequest request) {
        FieldErrors errors = new FieldErrors();
        Query query = new Query(request.getQueryParams(), Set.of("limit", "cursor"), errors);
        int limit = query.limit();
        Optional<Cursor> cursor = TimeRange.listed(query.cursor(), Cursor::at, errors);
        errors.throwIfAny();
        return jobs.list(caller.organization(), kind, cursor, limit + 1)
                .collectList()
                .map(rows -> Page.of(rows, limit, OptionalLong.empty()))
                .map(page -> Answer.ok(
                        json -> page.write(json, JobJson::write, job -> new Cursor(job.createdAt(), job.id()))));
    }

    Mono<ResponseEntity<byte[]>> show(Caller caller, JobKind kind, String id) {
        return find(caller.organization(), kind, PathId.of(kind.noun(), id)).map(JobDesk::answer);
    }

    /** Ends a job; one that was cancelled before stays so. */
    Mono<ResponseEntity<byte[]>> cancel(Caller caller, JobKind kind, String id, ServerHttpRequest request) {
        UUID job = PathId.of(kind.noun(), id);
        return NoBody.require(request)
                .then(Mono.defer(() -> ended(caller, kind, job)))
                .switchIfEmpty(Mono.defer(() -> find(caller.organization(), kind, job))
                        .filter(found -> found.state() == JobState.CANCELLED)
                        .switchIfEmpty(Mono.error(() -> Problem.conflict(
                                        "The " + kind.noun() + " is not running any more; see its status.")
                                .toException())))
                .map(JobDesk::answer);
    }

    private Mono<Job> ended(Caller caller, JobKind kind, UUID id) {
        AuditAction action = kind == JobKind.REDRIVE ? AuditAction.REDRIVE_CANCELLED : AuditAction.REPLAY_CANCELLED;
        return transactions.transactional(jobs.cancel(caller.organization(), kind, id, now())
                .flatMap(job ->
                        audit.record(caller, action, id.toString(), Change.NONE).thenReturn(job)));
    }

    private Mono<Job> find(OrganizationId organization, JobKind kind, UUID id) {
        return jobs.find(organization, kind, id)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no " + kind.noun() + " with this id.")
                        .toException()));
    }

    private static ResponseEntity<byte[]> answer(Job job) {
        return Answer.ok(json -> JobJson.write(json, job));
    }
}
