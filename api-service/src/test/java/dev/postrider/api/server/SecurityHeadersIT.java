package dev.postrider.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.RunningApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Every answer has the headers that keep browsers from doing anything with it. */
class SecurityHeadersIT {
    private final RunningApi api = RunningApi.shared();

    @Test
    void everyAnswerHasThemWhateverItsStatus() {
        WebTestClient client = api.adminOf(api.newOrganization());
        List<ResponseSpec> answers = List.of(
                client.get().uri("/api/v1/webhooks").exchange().expectStatus().isOk(),
                RunningApi.post(client, "/api/v1/api-keys", "{\"name\":\"k\",\"role\":\"viewer\"}")
                        .expectStatus()
                        .isCreated(),
                RunningApi.post(client, "/api/v1/webhooks", "{}").expectStatus().isBadRequest(),
                api.anonymous()
                        .get()
                        .uri("/api/v1/webhooks")
                        .exchange()
                        .expectStatus()
                        .isUnauthorized(),
                api.anonymous()
                        .get()
                        .uri("/elsewhere")
                        .exchange()
                        .expectStatus()
                        .isNotFound(),
                client.delete()
                        .uri("/api/v1/webhooks")
                        .exchange()
                        .expectStatus()
                        .isEqualTo(405),
                api.anonymous()
                        .get()
                        .uri("/actuator/health")
                        .exchange()
                        .expectStatus()
                        .isOk());

        for (ResponseSpec answer : answers) {
            HttpHeaders headers = answer.returnResult(Void.class).getResponseHeaders();
            assertThat(headers.getFirst("Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(headers.getFirst("X-Frame-Options")).isEqualTo("DENY");
            assertThat(headers.getFirst("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(headers.getFirst("Permissions-Policy")).contains("camera=()");
            assertThat(headers.getFirst("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(headers.getFirst("Cache-Control")).isEqualTo("no-store");
            assertThat(headers.getFirst("Strict-Transport-Security")).isNull();
            assertThat(headers.getFirst("Server")).isNull();
        }
    }

    @Test
    void problemsThatTheServerItselfTellsOfHaveThemToo() {
        assertThat(raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .contains("urn:postrider:problem:uri-too-long");
        assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nX-Large: " + "a".repeat(17_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .containsIgnoringCase("content-security-policy: default-src 'none'")
                .contains("urn:postrider:problem:request-header-fields-too-large");
    }

    private String raw(String request) {
        try (RawConnection connection = RawConnection.to(api.baseUrl())) {
            return connection.send(request).readToEnd();
        }
    }

    @Test
    void browsersThatCameByTlsAreToldToStayThere() {
        api.anonymous()
                .get()
                .uri("/actuator/health")
                .header("X-Forwarded-Proto", "https")
                .exchange()
                .expectHeader()
                .valueEquals("Strict-Transport-Security", "max-age=31536000");
    }
}
