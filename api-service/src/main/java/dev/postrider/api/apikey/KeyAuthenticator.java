package dev.postrider.api.apikey;

import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Authenticator;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Limits;
import dev.postrider.api.access.Role;
import dev.postrider.api.organization.KnownOrganizations;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Knows the platform administrator by the configured key and everybody else by the table of keys. */
@Component
final class KeyAuthenticator implements Authenticator {
    private final AdminKey adminKey;
    private final VerifiedKeys keys;
    private final KnownOrganizations organizations;

    KeyAuthenticator(AdminKey adminKey, VerifiedKeys keys, KnownOrganizations organizations) {
        this.adminKey = adminKey;
        this.keys = keys;
        this.organizations = organizations;
    }

    @Override
    public Mono<Caller> authenticate(String key, Optional<OrganizationId> actingFor) {
        if (adminKey.matches(key)) {
            OrganizationId organization = actingFor.orElse(OrganizationId.DEFAULT);
            return organizations
                    .require(organization)
                    .thenReturn(new Caller(organization, Role.PLATFORM_ADMIN, Actor.PLATFORM_ADMIN, Limits.DEFAULT));
        }
        if (!KeyText.isOne(key)) {
            return Mono.error(invalid());
        }
        return keys.find(KeyHash.of(key)).map(found -> caller(found.orElseThrow(KeyAuthenticator::invalid), actingFor));
    }

    private static Caller caller(ApiKey key, Optional<OrganizationId> actingFor) {
        if (actingFor.isPresent() && !actingFor.get().equals(key.organization())) {
            throw Problem.forbidden(
                            "X-Organization-Id",
                            "must be absent or " + key.organization()
                                    + ", the key's own organization; only a platform administrator acts for others")
                    .toException();
        }
        return new Caller(
                key.organization(),
                key.role(),
                new Actor(Actor.Kind.API_KEY, key.prefix(), key.id().toString()),
                Limits.DEFAULT);
    }

    private static RuntimeException invalid() {
        return Problem.unauthorized("The key is unknown or revoked.").toException();
    }
}
