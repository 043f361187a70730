package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.support.RunningApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** The page that shows the document loads what this server has and nothing else, and runs nothing that stands in it. */
class DocsPageIT {
    private static final Pattern LOADED = Pattern.compile("<(?:script src|link rel=\"stylesheet\" href)=\"([^\"]*)\"");

    private final RunningApi api = RunningApi.shared();

    @Test
    void policyAllowsThisServerAloneAndNoScriptInThePage() {
        String policy = Objects.requireNonNull(get("/docs").getResponseHeaders().getFirst("Content-Security-Policy"));

        assertThat(policy)
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe", "http", "*", "blob:", "script-src", "connect-src", "style-src");
    }

    @Test
    void allThatThePageLoadsIsHere() {
        List<String> loaded = LOADED.matcher(text("/docs"))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(loaded).hasSize(4).allSatisfy(file -> {
            assertThat(file).startsWith("docs/");
            assertThat(get("/" + file).getStatus().value()).isEqualTo(200);
        });
        assertThat(text("/docs")).doesNotContain("://", "<script>", " on");
        assertThat(text("/docs/docs.js") + text("/docs/docs.css")).doesNotContain("://", "@import");
    }

    @Test
    void whatElseSwaggerUiBringsIsNotServed() {
        assertThat(get("/docs/index.html").getStatus().value()).isEqualTo(404);
        assertThat(get("/webjars/swagger-ui/index.html").getStatus().value()).isEqualTo(404);
        assertThat(get("/docs/..%2fapi-service.yml").getStatus().value()).isEqualTo(404);
    }

    @Test
    void browsersThatHaveItAreToldSo() {
        String tag = Objects.requireNonNull(
                get("/docs/swagger-ui-bundle.js").getResponseHeaders().getETag());

        api.anonymous()
                .get()
                .uri("/docs/swagger-ui-bundle.js")
                .header("If-None-Match", tag)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectBody()
                .isEmpty();
    }

    private String text(String path) {
        return new String(get(path).getResponseBodyContent(), StandardCharsets.UTF_8);
    }

    private EntityExchangeResult<byte[]> get(String path) {
        return api.anonymous()
                .get()
                .uri(URI.create(api.baseUrl() + path))
                .exchange()
                .expectBody()
                .returnResult();
    }
}
