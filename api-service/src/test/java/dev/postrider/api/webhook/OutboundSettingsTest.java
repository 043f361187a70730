package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.OutboundSettings;
import dev.postrider.egress.ProxySettings;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.Destination;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OutboundSettingsTest {
    @Test
    void rulesForAllAndForOneOrganizationAreRead() {
        AddressGuard guard = settings(Map.of(
                        "postrider.egress.allow", "10.1.0.0/16,hooks.corp.example",
                        "postrider.egress.denied-ports", "8000-8010",
                        "postrider.egress.organizations.acme.allow[0]", "10.2.0.0/16",
                        "postrider.egress.organizations[Acme_1].deny[0]", "*.evil.example"))
                .guard(false);

        assertThat(guard.refusal(to("other", "10.1.0.1", 443))).isEmpty();
        assertThat(guard.refusal(to("other", "10.2.0.1", 443))).isPresent();
        assertThat(guard.refusal(to("acme", "10.2.0.1", 443))).isEmpty();
        assertThat(guard.refusal(to("Acme_1", "a.evil.example", 443))).isPresent();
        assertThat(guard.refusal(to("acme", "a.evil.example", 443))).isEmpty();
        assertThat(guard.refusal(to("acme", "a.example", 8005))).isPresent();
        assertThat(guard.refusal(to("acme", "a.example", 25))).isEmpty();
    }

    @Test
    void withoutAnyThePublicInternetIsOpenButForPortsOfOtherProtocols() {
        AddressGuard guard = settings(Map.of()).guard(false);

        assertThat(guard.refusal(to("acme", "a.example", 443))).isEmpty();
        assertThat(guard.refusal(to("acme", "a.example", 25))).isPresent();
        assertThat(guard.refusal(to("acme", "10.1.0.1", 443))).isPresent();
    }

    @Test
    void aWrongEntryStopsTheStartAndIsNamed() {
        OutboundSettings wrong = settings(Map.of("postrider.egress.deny", "10.0.0.1/8"));
        assertThatThrownBy(() -> wrong.guard(false))
                .hasMessageContaining("postrider.egress")
                .hasMessageContaining("'10.0.0.1/8'");
    }

    @Test
    void aProxyIsReadAndItsPasswordIsNotPrinted() {
        OutboundSettings settings = settings(Map.of(
                "postrider.egress.proxy.host", "proxy.internal",
                "postrider.egress.proxy.port", "3128",
                "postrider.egress.proxy.username", "me",
                "postrider.egress.proxy.password", "marked"));

        assertThat(settings.proxy()).isEqualTo(new ProxySettings("proxy.internal", 3128, "me", "marked", false));
        assertThat(settings.toString()).doesNotContain("marked");
    }

    private static Destination to(String organization, String host, int port) {
        return new Destination(new OrganizationId(organization), host, port);
    }

    private static OutboundSettings settings(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate(OutboundSettings.PREFIX, OutboundSettings.class);
    }
}
