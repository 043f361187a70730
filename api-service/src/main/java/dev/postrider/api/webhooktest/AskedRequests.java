package dev.postrider.api.webhooktest;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The requests to endpoints that users wait for: tests, checks of new URLs, challenges that are asked for. An organization has a
 * few under way at once, and all together have fewer than the sender has connections, so that an endpoint that does not answer
 * neither takes another organization's place nor that of probes and challenges. Who comes beyond that is told so; nothing queues.
 */
@Component
public class AskedRequests {
    static final int MAX_ALTOGETHER = 128;
    static final int MAX_PER_ORGANIZATION = 20;

    private final Map<OrganizationId, Integer> underWay = new HashMap<>();
    private int altogether;

    /** Does the work if there is room for it until it ends; an error with a problem if not, 429 where the organization has its share. */
    public <T> Mono<T> within(OrganizationId organization, Mono<T> work) {
        return Mono.using(() -> begin(organization), _ -> work, this::end);
    }

    private synchronized OrganizationId begin(OrganizationId organization) {
        if (underWay.getOrDefault(organization, 0) >= MAX_PER_ORGANIZATION) {
            throw Problem.tooMany(
                            "The organization has " + MAX_PER_ORGANIZATION
                                    + " tests, checks and challenges under way, which is as many as are allowed; wait for one to end.")
                    .toException();
        }
        if (altogether >= MAX_ALTOGETHER) {
            throw Problem.unavailable("This server makes " + MAX_ALTOGETHER
                            + " tests, checks and challenges already; nothing was sent. Try again.")
                    .toException();
        }
        underWay.merge(organization, 1, Integer::sum);
        altogether++;
        return organization;
    }

    private synchronized void end(OrganizationId organization) {
        underWay.computeIfPresent(organization, (_, count) -> count == 1 ? null : count - 1);
        altogether--;
    }
}
