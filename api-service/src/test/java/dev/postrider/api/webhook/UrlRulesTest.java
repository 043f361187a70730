package dev.postrider.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    private final UrlRules strict = new UrlRules(new WebhookSettings(false, false, 10));
    private final UrlRules open = new UrlRules(new WebhookSettings(true, true, 10));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://EXAMPLE.com:8443/a/b?c=d%20e",
                "https://93.184.216.34/hook",
                "https://xn--exmple-cua.com/"
            })
    void publicHttpsUrlIsTaken(String url) {
        assertThat(strict.require(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/hook",
                "https://localhost/hook",
                "https://a.localhost./hook",
                "https://10.1.2.3",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]:8443/",
                "https://[::ffff:127.0.0.1]/",
                "https://0.0.0.0/",
                "https://2130706433/"
            })
    void addressInsideIsRefusedUnlessAllowed(String url) {
        assertThatThrownBy(() -> strict.require(url)).hasMessageContaining("must not lead there");
        assertThat(open.require(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://0x7f.1/", "https://127.1/", "https://a_b.example/"})
    void hostThatIsNeitherNameNorAddressIsRefused(String url) {
        assertThatThrownBy(() -> open.require(url)).hasMessageContaining("no valid host name");
    }

    @Test
    void plainHttpIsTakenOnlyWhereAllowed() {
        assertThatThrownBy(() -> strict.require("http://example.com"))
                .hasMessageContaining("plain http is switched off");
        assertThat(open.require("http://127.0.0.1:8080/hook")).hasToString("http://127.0.0.1:8080/hook");
    }
}
