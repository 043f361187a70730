package dev.postrider.standalone.cluster;

import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The platform administrator's calls; an answer of 300 or more fails the test. */
record Rest(String url) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    JsonNode get(String path) {
        return call("GET", path, "");
    }

    JsonNode post(String path, String body) {
        return call("POST", path, body);
    }

    JsonNode patch(String path, String body) {
        return call("PATCH", path, body);
    }

    void delete(String path) {
        var _ = call("DELETE", path, "");
    }

    /** A new webhook's id. It tries a delivery twice, a second apart. */
    String subscribe(String target, String pattern) {
        return post("/api/v1/webhooks", """
                        {"url": "%s", "events": ["%s"], "retry": {"delays_seconds": [1]}}""".formatted(target, pattern))
                .required("id")
                .stringValue();
    }

    void publish(String type, String id) {
        post("/api/v1/events", """
                {"event": "%s", "id": "%s", "data": {"n": 1}}""".formatted(type, id));
    }

    /** The ids of the deliveries of a webhook in a status. */
    List<String> deliveries(String webhook, String status) {
        return get("/api/v1/webhooks/" + webhook + "/deliveries?limit=200&status=" + status)
                .required("items")
                .valueStream()
                .map(delivery -> delivery.required("id").stringValue())
                .toList();
    }

    private JsonNode call(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + Services.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            var response = CLIENT.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() >= 300) {
                throw new AssertionError(
                        method + " " + path + " was answered " + response.statusCode() + ": " + response.body());
            }
            String answer = response.body().isEmpty() ? "{}" : response.body();
            return Json.tree(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
