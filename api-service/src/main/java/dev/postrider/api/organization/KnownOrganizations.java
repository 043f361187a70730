package dev.postrider.api.organization;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postrider.api.access.Limits;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.ProblemException;
import dev.postrider.common.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Which organizations exist and what they may use, for requests that name one. They are never removed, so one that was found
 * stays known. While the database does not answer, what it said last is taken, and an unknown name passes with the limits of
 * the installation: fan-out rejects the events of organizations that do not exist, and everything else needs the database anyway.
 */
@Component
public class KnownOrganizations {
    private static final Logger LOG = LoggerFactory.getLogger(KnownOrganizations.class);
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** How long a database that failed is not asked. */
    private static final Duration BACK_OFF = Duration.ofSeconds(2);

    private static final int MAX_KNOWN = 100_000;

    private final Organizations organizations;
    private final InstantSource clock;
    private final Cache<OrganizationId, Known> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();
    private volatile Instant askAgainAt = Instant.MIN;

    KnownOrganizations(Organizations organizations, InstantSource clock) {
        this.organizations = organizations;
        this.clock = clock;
    }

    private record Known(Limits limits, Instant at) {}

    /** The limits of an organization that exists; an error with a 404 problem if it does not. */
    public Mono<Limits> require(OrganizationId id) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            @Nullable Known found = known.getIfPresent(id);
            if (found != null && found.at().plus(FRESH).isAfter(now)) {
                return Mono.just(found.limits());
            }
            Limits otherwise = found == null ? Limits.DEFAULT : found.limits();
            if (now.isBefore(askAgainAt)) {
                return Mono.just(otherwise);
            }
            return organizations
                    .limits(id)
                    .timeout(DEADLINE)
                    .doOnNext(limits -> known.put(id, new Known(limits, now)))
                    .switchIfEmpty(Mono.error(
                            () -> Problem.notFound("There is no organization " + id + "; X-Organization-Id names it.")
                                    .toException()))
                    .onErrorResume(error -> !(error instanceof ProblemException), error -> {
                        askAgainAt = clock.instant().plus(BACK_OFF);
                        LOG.warn("Cannot ask the database about organization {}: {}", id, error.toString());
                        return Mono.just(otherwise);
                    });
        });
    }

    /** Makes this process ask again, after a change. */
    void forget(OrganizationId id) {
        known.invalidate(id);
    }
}
