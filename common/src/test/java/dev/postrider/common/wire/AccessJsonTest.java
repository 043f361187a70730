package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.json.Json;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointAuth.ClientAuthentication;
import dev.postrider.common.webhook.EndpointTls;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessJsonTest {
    static Stream<Access> everyAccess() {
        return Stream.of(
                Access.NONE,
                new Access(new EndpointAuth.Basic("me", "marked-password"), null),
                new Access(new EndpointAuth.Bearer("marked-token"), new EndpointTls("ca", null, null)),
                new Access(
                        new EndpointAuth.OAuth2(
                                "https://a.example/t", "me", "marked-secret", "s", null, ClientAuthentication.POST),
                        new EndpointTls(null, "certificate", "marked-key")));
    }

    @ParameterizedTest
    @MethodSource("everyAccess")
    void whatIsWrittenIsReadAgain(Access access) {
        assertThat(AccessJson.read(Json.tree(written(access)))).isEqualTo(access);
    }

    @ParameterizedTest
    @MethodSource("everyAccess")
    void noSecretShowsWhereItIsMaskedOrPrinted(Access access) {
        assertThat(new String(written(access.masked("***")), StandardCharsets.UTF_8))
                .doesNotContain("marked");
        assertThat(access.toString()).doesNotContain("marked");
    }

    @Test
    void anUnknownTypeIsNamed() {
        byte[] json = "{\"auth\":{\"type\":\"digest\"}}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> AccessJson.read(Json.tree(json))).hasMessageContaining("digest");
    }

    private static byte[] written(Access access) {
        return Json.write(json -> {
            json.writeStartObject();
            AccessJson.write(json, access);
            json.writeEndObject();
        });
    }
}
