package dev.postrider.api.apikey;

import dev.postrider.api.access.Actor;
import dev.postrider.api.access.Authenticator;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.apikey.ApiKeys.ValidKey;
import dev.postrider.api.organization.KnownOrganizations;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Knows the platform administrator by the configured key and everybody else by the table of keys. */
@Component
@Order(0)
final class KeyAuthenticator implements Authenticator {
    private final AdminKey adminKey;
    private final VerifiedKeys keys;
    private final KnownOrganizations organizations;
    private final KeyUses uses;
    private final InstantSource clock;

    KeyAuthenticator(
            AdminKey adminKey, VerifiedKeys keys, KnownOrganizations organizations, KeyUses uses, InstantSource clock) {
        this.adminKey = adminKey;
        this.keys = keys;
        this.organizations = organizations;
        this.uses = uses;
        this.clock = clock;
    }

    @Override
    public Mono<Caller> authenticate(String key, Optional<OrganizationId> actingFor) {
        if (adminKey.matches(key)) {
            OrganizationId organization = actingFor.orElse(OrganizationId.DEFAULT);
            return organizations
                    .require(organization)
                    .map(limits -> new Caller(organization, Role.PLATFORM_ADMIN, Actor.PLATFORM_ADMIN, limits));
        }
        if (!KeyText.isOne(key)) {
            return Mono.empty();
        }
        return keys.find(KeyHash.of(key))
                .map(found -> caller(found.orElseThrow(KeyAuthenticator::invalid), actingFor))
                .doOnNext(caller -> uses.note(
                        UUID.fromString(Objects.requireNonNull(caller.actor().id()))));
    }

    private Caller caller(ValidKey valid, Optional<OrganizationId> actingFor) {
        ApiKey key = valid.key();
        if (key.isExpired(clock.instant())) {
            throw Problem.unauthorized("The key expired at " + key.times().expiresAt() + ".")
                    .toException();
        }
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
                        valid.limits())
                .limitedTo(key.requestsPerSecond());
    }

    private static RuntimeException invalid() {
        return Problem.unauthorized("The key is unknown or revoked.").toException();
    }
}
