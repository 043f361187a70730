package dev.postrider.api.access;

import dev.postrider.common.id.OrganizationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param organization the one that the request is about; nothing of any other may be read or changed for this caller
 * @param roles what the caller may do is what one of them may; a key has one, a token may give several
 * @param limits of the organization
 * @param requestsPerSecond of this caller alone; null for as the installation is configured
 * @param origin of the request; null before it is known to come from one
 */
public record Caller(
        OrganizationId organization,
        Set<Role> roles,
        Actor actor,
        Limits limits,
        @Nullable Integer requestsPerSecond,
        @Nullable Origin origin) {
    /** The header that names the organization a request is about. */
    public static final String ORGANIZATION_HEADER = "X-Organization-Id";

    public Caller {
        roles = Set.copyOf(roles);
    }

    public Caller(OrganizationId organization, Role role, Actor actor, Limits limits) {
        this(organization, Set.of(role), actor, limits, null, null);
    }

    /** Whether one of the roles may do what this one may. */
    public boolean may(Role needed) {
        return roles.stream().anyMatch(role -> role.covers(needed));
    }

    public boolean isPlatformAdmin() {
        return roles.contains(Role.PLATFORM_ADMIN);
    }

    /** The same, with a limit of its own. */
    public Caller limitedTo(@Nullable Integer requests) {
        return new Caller(organization, roles, actor, limits, requests, origin);
    }

    /** What {@code created_by} says. */
    public String name() {
        return actor.name();
    }

    Caller from(Origin source) {
        return new Caller(organization, roles, actor, limits, requestsPerSecond, source);
    }
}
