package dev.postrider.api.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.access.Role;
import dev.postrider.common.id.OrganizationId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenClaimsTest {
    @Test
    void claimsInsideOfObjectsAreNamedByTheirPath() {
        TokenClaims claims = TokenClaims.of(
                Map.of(
                        "sub", "u",
                        "org", Map.of("id", "acme"),
                        "realm_access", Map.of("roles", List.of("offline", "admin", 3))),
                issuer("org.id", "realm_access.roles"));

        assertThat(claims.organizations()).containsExactly(new OrganizationId("acme"));
        assertThat(claims.roles()).containsExactly(Role.ADMIN);
    }

    @Test
    void claimWhoseNameHasDotsIsFoundByItsName() {
        TokenClaims claims = TokenClaims.of(
                Map.of("sub", "u", "https://example.com/org", "acme", "scope", "openid viewer producer"),
                issuer("https://example.com/org", "scope"));

        assertThat(claims.organizations()).containsExactly(new OrganizationId("acme"));
        assertThat(claims.roles()).containsExactlyInAnyOrder(Role.VIEWER, Role.PRODUCER);
    }

    @Test
    void claimsOfOtherTypesSayNothing() {
        Map<String, Object> claims = Map.of("sub", "u", "org", Map.of("id", 3), "roles", List.of("viewer"));

        assertThatThrownBy(() -> TokenClaims.of(claims, issuer("org", "roles"))).hasMessageContaining("no claim org");
        assertThatThrownBy(() -> TokenClaims.of(claims, issuer("org.id.name", "roles")))
                .hasMessageContaining("no claim org.id.name");
        assertThatThrownBy(() -> TokenClaims.of(claims, issuer("org", "sub.roles")))
                .hasMessageContaining("gives no role");
    }

    private static IssuerSettings issuer(String organizationClaim, String roleClaim) {
        return new IssuerSettings(
                "https://id.example",
                "postrider",
                organizationClaim,
                roleClaim,
                new IssuerSettings.RoleValues(
                        List.of("viewer"), List.of("producer"), List.of("manager"), List.of("admin"), List.of()),
                List.of("RS256"));
    }
}
