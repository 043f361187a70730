package dev.postrider.api.eventtype;

import dev.postrider.api.web.Problem;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.schema.TypeJudge;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Judges events by the types of their organization, without the database. Work that schemas may make long is done by threads of its
 * own, so that no other request waits for it; where too much of it waits the answer is 503.
 */
@Component
public final class Judging implements DisposableBean {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 256;

    private final EventTypeView types;
    private final TypeJudge judge = new TypeJudge();
    private final Scheduler threads =
            Schedulers.newBoundedElastic(Runtime.getRuntime().availableProcessors(), MAX_WAITING, "judging", 60, true);

    Judging(EventTypeView types) {
        this.types = types;
    }

    /** Does what calls {@link #require} for events of one organization, once the types are known. */
    public <T> Mono<T> of(OrganizationId organization, Callable<T> work) {
        return types.loaded()
                .timeout(PATIENCE)
                .onErrorMap(_ -> Problem.unavailable("The event types have not been read from Kafka yet. Try again.")
                        .toException())
                .then(Mono.defer(() -> types.hasSchemas(organization)
                        ? Mono.fromCallable(work)
                                .subscribeOn(threads)
                                .onErrorMap(
                                        RejectedExecutionException.class,
                                        _ -> Problem.unavailable("Too many events wait to be judged. Try again.")
                                                .toException())
                        : Mono.fromCallable(work)));
    }

    /**
     * Refuses an event that its organization does not take.
     *
     * @return whether its type is deprecated
     * @throws InvalidEventException if it is not taken
     */
    public boolean require(OrganizationId organization, EventType type, RawJson data) throws InvalidEventException {
        RegisteredType registered = types.find(organization, type);
        judge.require(type, registered, types.isStrict(organization), data);
        return registered != null && registered.deprecated();
    }

    /**
     * Says what this process has published of an organization.
     *
     * @param offset on the topic of webhooks
     */
    public void published(OrganizationId organization, boolean strict, long offset) {
        types.put(organization, strict, offset);
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
