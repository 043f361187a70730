package dev.postrider.standalone.demo;

import dev.postrider.common.json.Json;
import dev.postrider.standalone.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The REST calls that the demo makes. */
final class DemoApi implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String url;
    private final String key;

    DemoApi(String url, String key) {
        this.url = url;
        this.key = key;
    }

    JsonNode post(String path, byte[] body) throws InterruptedException {
        return call(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    JsonNode get(String path) throws InterruptedException {
        return call(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).header("Authorization", "Bearer " + key);
    }

    private JsonNode call(HttpRequest.Builder request) throws InterruptedException {
        HttpRequest built = request.build();
        try {
            HttpResponse<byte[]> response = client.send(built, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new StartException(
                        built.method() + " " + built.uri().getPath() + " was answered " + response.statusCode());
            }
            return Json.tree(response.body());
        } catch (IOException e) {
            throw new StartException(built.method() + " " + built.uri().getPath() + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
