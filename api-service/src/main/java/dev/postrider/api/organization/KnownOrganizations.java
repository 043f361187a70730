package dev.postrider.api.organization;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Which organizations exist, for requests that a platform administrator makes in the name of one. They are never removed, so
 * one that was found stays known. While the database does not answer, an unknown name passes: fan-out rejects the events of
 * organizations that do not exist, and everything else needs the database anyway.
 */
@Component
public class KnownOrganizations {
    private static final Logger LOG = LoggerFactory.getLogger(KnownOrganizations.class);
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final int MAX_KNOWN = 100_000;

    private final Organizations organizations;
    private final Cache<OrganizationId, Boolean> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    KnownOrganizations(Organizations organizations) {
        this.organizations = organizations;
    }

    /** Completes if the organization exists; an error with a 404 problem if not. */
    public Mono<Void> require(OrganizationId id) {
        return Mono.defer(() -> {
            if (id.equals(OrganizationId.DEFAULT) || known.getIfPresent(id) != null) {
                return Mono.empty();
            }
            return organizations
                    .exists(id)
                    .timeout(DEADLINE)
                    .onErrorResume(error -> {
                        LOG.warn("Cannot ask the database whether organization {} exists: {}", id, error.toString());
                        return Mono.empty();
                    })
                    .flatMap(exists -> admit(id, exists));
        });
    }

    private Mono<Void> admit(OrganizationId id, boolean exists) {
        if (!exists) {
            return Mono.error(Problem.notFound("There is no organization " + id + "; X-Organization-Id names it.")
                    .toException());
        }
        known.put(id, true);
        return Mono.empty();
    }
}
