package dev.postrider.api.access;

import dev.postrider.common.id.OrganizationId;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Finds out who a caller is, by what stands behind {@code Authorization: Bearer}. There is one for each kind of that. */
public interface Authenticator {
    /**
     * The caller that a key or a token stands for; empty where the text is of another kind.
     *
     * @param actingFor the organization that the request names, which few may choose
     * @return an error with a problem where the text is not valid, and for organizations that are not the caller's
     */
    Mono<Caller> authenticate(String credential, Optional<OrganizationId> actingFor);
}
