package dev.postrider.api.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.access.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TokenSettingsTest {
    private static final String ISSUER = "postrider.tokens.issuers[0].";

    @Test
    void withoutIssuersNothingIsTaken() {
        assertThat(bind(Map.of()).issuers()).isEmpty();
    }

    @Test
    void issuerHasDefaultsForAllButItsNameAndAudience() {
        IssuerSettings issuer =
                bind(issuer("https://id.example/realms/a")).issuers().getFirst();

        assertThat(issuer.organizationClaim()).isEqualTo("organization_id");
        assertThat(issuer.algorithms()).hasSize(9).allMatch(name -> name.matches("[RPE]S\\d+"));
        assertThat(issuer.roles().of(Set.of("viewer", "producer", "admin")))
                .containsExactlyInAnyOrder(Role.VIEWER, Role.PRODUCER, Role.ADMIN);
        assertThat(issuer.roles().of(Set.of("platform_admin", "platform-admin")))
                .isEmpty();
    }

    @Test
    void rolesHaveTheValuesThatAreConfigured() {
        IssuerSettings.RoleValues roles = bind(issuer(
                        "https://id.example",
                        ISSUER + "roles.viewer",
                        "support,sales",
                        ISSUER + "roles.platform-admin",
                        "sre"))
                .issuers()
                .getFirst()
                .roles();

        assertThat(roles.of(Set.of("sales"))).containsExactly(Role.VIEWER);
        assertThat(roles.of(Set.of("viewer"))).isEmpty();
        assertThat(roles.of(Set.of("sre"))).containsExactly(Role.PLATFORM_ADMIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "HS512", "EdDSA", ""})
    void algorithmsWithoutPublicKeysStopTheStart(String algorithm) {
        refused(issuer("https://id.example", ISSUER + "algorithms[0]", algorithm), "algorithms must be of RS256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example",
                "http://127.0.0.1.example",
                "ftp://127.0.0.1",
                "https://user@id.example",
                "https://id.example?a=b",
                "id.example",
                "https://"
            })
    void issuersWithoutTlsOrAHostStopTheStart(String uri) {
        refused(issuer(uri, "postrider.tokens.allow-http", "true"), "must be an https URL");
    }

    @Test
    void plainHttpIsForThisMachineInDevelopment() {
        assertThat(bind(issuer("http://127.0.0.1:9000/a", "postrider.tokens.allow-http", "true"))
                        .issuers())
                .hasSize(1);
        refused(issuer("http://127.0.0.1:9000/a"), "must be an https URL");
    }

    @Test
    void audienceIsRequired() {
        refused(Map.of(ISSUER + "uri", "https://id.example"), "audience must be set");
    }

    private static Map<String, String> issuer(String uri, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(ISSUER + "uri", uri, ISSUER + "audience", "postrider"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static void refused(Map<String, String> settings, String reason) {
        assertThatThrownBy(() -> bind(settings))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(reason);
    }

    private static TokenSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("postrider.tokens", TokenSettings.class);
    }
}
