package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.OutboundSettings;
import dev.postrider.egress.address.GuardRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    private static final OrganizationId ACME = new OrganizationId("acme");
    private static final OrganizationId OTHER = new OrganizationId("other");

    private final UrlRules strict = rules(false);
    private final UrlRules open = rules(true);

    @ParameterizedTest
    @CsvSource({
        "https://example.com,https://example.com/",
        "HTTPS://EXAMPLE.com:8443/a/b?c=d%20e,https://example.com:8443/a/b?c=d%20e",
        "https://93.184.216.34/hook,https://93.184.216.34/hook",
        "https://exämple.com:443/ü,https://xn--exmple-cua.com/%C3%BC"
    })
    void publicHttpsUrlIsTakenInCanonicalForm(String url, String canonical) {
        assertThat(strict.require(url, OTHER).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/hook",
                "https://localhost/hook",
                "https://a.localhost/hook",
                "https://10.1.2.3/",
                "https://[::1]:8443/",
                "https://0.0.0.0/"
            })
    void addressInsideIsRefusedUnlessAllowed(String url) {
        assertThatThrownBy(() -> strict.require(url, OTHER)).hasMessageContaining("must not lead there");
        assertThat(open.require(url, OTHER).text()).isEqualTo(url);
    }

    @Test
    void whatOneOrganizationMayReachIsRefusedToAnother() {
        assertThat(strict.require("https://10.9.0.1/", ACME).host()).isEqualTo("10.9.0.1");
        assertThatThrownBy(() -> strict.require("https://10.9.0.1/", OTHER))
                .hasMessageContaining("must not lead there");
    }

    @Test
    void portOfAnotherProtocolIsRefused() {
        assertThatThrownBy(() -> open.require("https://example.com:25/", OTHER)).hasMessageContaining("port 25");
    }

    @Test
    void metadataServiceIsRefusedAlsoWherePrivateAddressesAreOpen() {
        assertThatThrownBy(() -> open.require("https://169.254.169.254/latest/meta-data", OTHER))
                .hasMessageContaining("metadata");
    }

    @Test
    void plainHttpIsTakenOnlyWhereAllowed() {
        assertThatThrownBy(() -> strict.require("http://example.com", OTHER))
                .hasMessageContaining("plain http is switched off");
        assertThat(open.require("http://127.0.0.1:8080/hook", OTHER).text()).isEqualTo("http://127.0.0.1:8080/hook");
    }

    private static UrlRules rules(boolean development) {
        OutboundSettings outbound = new OutboundSettings(
                null, null, null, null, Map.of("acme", new GuardRules(List.of("10.9.0.0/16"), null, null)), null);
        return new UrlRules(new WebhookSettings(development, development, 10), outbound.guard(development));
    }
}
