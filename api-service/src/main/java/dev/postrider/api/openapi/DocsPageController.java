package dev.postrider.api.openapi;

import dev.postrider.api.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The page that shows the OpenAPI document. All that it loads comes from here: two files of Swagger UI and two of our own. */
@RestController
class DocsPageController {
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
    private static final String SWAGGER_UI_VERSION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

    private final Document page;
    private final Map<String, Document> files = new HashMap<>();

    DocsPageController() {
        this.page = new Document(HTML, bytes("docs.html"));
        files.put("docs.css", new Document(CSS, bytes("docs.css")));
        files.put("docs.js", new Document(SCRIPT, bytes("docs.js")));
        String folder = SWAGGER_UI + version() + "/";
        files.put("swagger-ui.css", new Document(CSS, bytes(folder + "swagger-ui.css")));
        files.put("swagger-ui-bundle.js", new Document(SCRIPT, bytes(folder + "swagger-ui-bundle.js")));
    }

    @GetMapping("/docs")
    ResponseEntity<byte[]> page(ServerHttpRequest request) {
        return page.answer(request);
    }

    @GetMapping("/docs/{file}")
    ResponseEntity<byte[]> file(@PathVariable String file, ServerHttpRequest request) {
        return Optional.ofNullable(files.get(file))
                .orElseThrow(
                        () -> Problem.notFound("There is nothing at this path.").toException())
                .answer(request);
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open(SWAGGER_UI_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the version of Swagger UI cannot be read", e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static InputStream open(String name) {
        @Nullable InputStream in = DocsPageController.class.getResourceAsStream(name);
        return Objects.requireNonNull(in, name);
    }
}
