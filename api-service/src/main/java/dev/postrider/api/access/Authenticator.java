package dev.postrider.api.access;

import dev.postrider.common.id.OrganizationId;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Finds out whose key it is. */
public interface Authenticator {
    /**
     * The caller that a key stands for.
     *
     * @param actingFor the organization that the request names, which only a platform administrator may choose
     * @return an error with a problem for keys that are unknown or revoked, and for organizations that are not the key's
     */
    Mono<Caller> authenticate(String key, Optional<OrganizationId> actingFor);
}
