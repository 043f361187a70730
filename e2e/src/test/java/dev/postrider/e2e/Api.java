package dev.postrider.e2e;

import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The program's REST interface as a client sees it; an answer of 300 or more fails the test. */
final class Api implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client;
    private final URI url;
    private final String key;
    private final Optional<String> organization;

    private Api(HttpClient client, URI url, String key, Optional<String> organization) {
        this.client = client;
        this.url = url;
        this.key = key;
        this.organization = organization;
    }

    /** As the platform's administrator, for the default organization. */
    static Api of(Program program) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        return new Api(client, URI.create(program.url()), program.adminKey(), Optional.empty());
    }

    /** The administrator, acting for an organization. */
    Api actingFor(String id) {
        return new Api(client, url, key, Optional.of(id));
    }

    /** Whoever has this key. */
    Api withKey(String other) {
        return new Api(client, url, other, Optional.empty());
    }

    /**
     * Subscribes a webhook.
     *
     * @param more further fields, each followed by a comma; may be empty
     */
    Subscription subscribe(String target, String more, String... patterns) {
        JsonNode created = post(
                "/api/v1/webhooks",
                "{%s\"url\":\"%s\",\"events\":[\"%s\"]}".formatted(more, target, String.join("\",\"", patterns)));
        return new Subscription(
                created.required("id").stringValue(), created.required("secret").stringValue());
    }

    JsonNode webhook(Subscription subscription) {
        return get("/api/v1/webhooks/" + subscription.id());
    }

    /** All deliveries of a webhook in a status, page by page. */
    List<JsonNode> deliveries(Subscription subscription, String status) {
        List<JsonNode> all = new ArrayList<>();
        String path = "/api/v1/webhooks/%s/deliveries?limit=200&status=%s".formatted(subscription.id(), status);
        JsonNode page = get(path);
        page.required("items").forEach(all::add);
        while (page.required("has_more").booleanValue()) {
            page = get(path + "&cursor=" + page.required("next_cursor").stringValue());
            page.required("items").forEach(all::add);
        }
        return all;
    }

    /** One delivery with its attempts. */
    JsonNode delivery(String id) {
        return get("/api/v1/deliveries/" + id);
    }

    /**
     * @param headers further ones, each a name and a value
     */
    JsonNode post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return call(request.build());
    }

    /** Without a body. */
    JsonNode call(String method, String path) {
        return call(request(path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** The answer at a path, or at a URL of the program's. */
    JsonNode get(String path) {
        return call(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).header("Authorization", "Bearer " + key);
        organization.ifPresent(id -> request.header("X-Organization-Id", id));
        return request;
    }

    private JsonNode call(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new AssertionError("%s %s was answered %d: %s"
                        .formatted(
                                request.method(),
                                request.uri(),
                                response.statusCode(),
                                new String(response.body(), StandardCharsets.UTF_8)));
            }
            return Json.tree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
