package dev.postrider.api.token;

import com.nimbusds.jose.JWSAlgorithm;
import dev.postrider.api.access.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * An issuer whose tokens are taken.
 *
 * @param uri as the tokens' {@code iss} says it, to the letter
 * @param audience which {@code aud} must have
 * @param organizationClaim the claim that names the organization, or several
 * @param roleClaim the claim whose values give roles
 * @param roles which values give which
 * @param algorithms that tokens may be signed with, each with a public key
 */
record IssuerSettings(
        @DefaultValue("") String uri,
        @DefaultValue("") String audience,
        @DefaultValue("organization_id") String organizationClaim,
        @DefaultValue("roles") String roleClaim,
        @DefaultValue RoleValues roles,

        @DefaultValue({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
        List<String> algorithms) {
    IssuerSettings {
        algorithms = List.copyOf(algorithms);
        require(!uri.isBlank(), "uri must be set");
        require(!audience.isBlank(), "audience must be set: tokens for others are not taken");
        require(!organizationClaim.isBlank(), "organization-claim must not be empty");
        require(!roleClaim.isBlank(), "role-claim must not be empty");
        require(!algorithms.isEmpty(), "algorithms must not be empty");
        algorithms.forEach(name -> require(
                SignatureAlgorithm.from(name) != null,
                "algorithms must be of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512; " + name
                        + " is not"));
    }

    Set<JWSAlgorithm> jwsAlgorithms() {
        return algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The values of the claim that give each role; none gives it to nobody.
     *
     * @param platformAdmin nobody, unless it is set
     */
    record RoleValues(
            @DefaultValue("viewer") List<String> viewer,
            @DefaultValue("producer") List<String> producer,
            @DefaultValue("manager") List<String> manager,
            @DefaultValue("admin") List<String> admin,
            @DefaultValue List<String> platformAdmin) {
        /** The roles that these values of the claim give. */
        Set<Role> of(Set<String> values) {
            Set<Role> given = EnumSet.noneOf(Role.class);
            Map.of(
                            Role.VIEWER, viewer,
                            Role.PRODUCER, producer,
                            Role.MANAGER, manager,
                            Role.ADMIN, admin,
                            Role.PLATFORM_ADMIN, platformAdmin)
                    .forEach((role, names) -> {
                        if (names.stream().anyMatch(values::contains)) {
                            given.add(role);
                        }
                    });
            return given;
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("postrider.tokens.issuers: " + message);
        }
    }
}
