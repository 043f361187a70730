package dev.postrider.api.token;

import dev.postrider.api.access.Role;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of its bearer.
 *
 * @param subject unique with its issuer
 * @param organizations that it is for, in the token's order; empty for a platform administrator's
 * @param roles never empty
 */
record TokenClaims(String subject, Set<OrganizationId> organizations, Set<Role> roles) {
    private static final String SUBJECT = "sub";

    /** OpenID Connect allows no longer one. */
    private static final int MAX_SUBJECT = 255;

    /**
     * Reads the claims that the issuer's configuration names.
     *
     * @throws dev.postrider.api.web.ProblemException 401 where one is missing that must be there, 403 where it gives no role
     */
    static TokenClaims of(Map<String, Object> claims, IssuerSettings issuer) {
        String subject = subject(claims);
        Set<Role> roles = issuer.roles().of(words(find(claims, issuer.roleClaim())));
        if (roles.isEmpty()) {
            throw Problem.forbidden("The token gives no role: its claim " + issuer.roleClaim()
                            + " has none of the values that are configured for one.")
                    .toException();
        }
        if (roles.contains(Role.PLATFORM_ADMIN)) {
            return new TokenClaims(subject, Set.of(), roles);
        }
        Set<OrganizationId> organizations = texts(find(claims, issuer.organizationClaim())).stream()
                .map(text -> organization(text, issuer))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (organizations.isEmpty()) {
            throw Problem.invalidToken(
                            "The token names no organization: it has no claim " + issuer.organizationClaim() + ".")
                    .toException();
        }
        return new TokenClaims(subject, organizations, roles);
    }

    private static String subject(Map<String, Object> claims) {
        if (claims.get(SUBJECT) instanceof String subject
                && !subject.isBlank()
                && subject.length() <= MAX_SUBJECT
                && subject.chars().noneMatch(Character::isISOControl)) {
            return subject;
        }
        throw Problem.invalidToken("The token has no claim sub of 1 to 255 characters.")
                .toException();
    }

    private static OrganizationId organization(String text, IssuerSettings issuer) {
        try {
            return new OrganizationId(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalidToken(
                            "The token's claim " + issuer.organizationClaim() + " is not the id of an organization.")
                    .toException();
        }
    }

    /** A claim by its name, which may have dots in it; else by its path through objects. */
    private static @Nullable Object find(Map<String, Object> claims, String name) {
        @Nullable Object found = claims.get(name);
        if (found != null) {
            return found;
        }
        @Nullable Object place = claims;
        for (String step : name.split("\\.", -1)) {
            place = place instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return place;
    }

    /** A text, or the texts of a list. */
    private static Set<String> texts(@Nullable Object claim) {
        Collection<?> values = claim instanceof Collection<?> list ? list : claim == null ? Set.of() : Set.of(claim);
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The same, where a text may also be a list of words, as {@code scope} is. */
    private static Set<String> words(@Nullable Object claim) {
        Set<String> words = texts(claim);
        if (claim instanceof String text) {
            words.addAll(Arrays.asList(text.split(" ", -1)));
        }
        return words;
    }
}
