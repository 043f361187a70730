package dev.postrider.bench.scenario;

import dev.postrider.bench.load.RunTopics;
import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.service.ApiProcess;
import dev.postrider.common.json.Json;
import dev.postrider.embedded.DatabaseConfig;
import dev.postrider.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The API service in a process of its own, with a durable database of its own, an organization and its key. The limits of
 * rates are so high that they count and refuse nothing.
 */
final class ApiUnderTest implements AutoCloseable {
    static final String ORGANIZATION = "bench";

    private static final String ADMIN_KEY = "the-admin-key-of-the-benchmarks";
    private static final List<String> HEAP = List.of("-Xmx384m", "-XX:+UseSerialGC");

    private final EmbeddedDatabase database;
    private final ChildJvm process;
    private final String url;
    private final String key;

    private ApiUnderTest(EmbeddedDatabase database, ChildJvm process, String url, String key) {
        this.database = database;
        this.process = process;
        this.url = url;
        this.key = key;
    }

    /**
     * Starts it.
     *
     * @param more settings, such as {@code --postrider.delivery-log.writer=false}
     */
    static ApiUnderTest start(Bench bench, RunTopics run, String... more) throws InterruptedException {
        EmbeddedDatabase database = EmbeddedDatabase.start(DatabaseConfig.in(bench.folder("postgres")));
        List<String> arguments = new ArrayList<>(run.serviceArguments());
        arguments.addAll(List.of(
                "--postrider.port=0",
                "--postrider.admin-key=" + ADMIN_KEY,
                "--postrider.limits.requests-per-second=1000000",
                "--postrider.limits.organization-requests-per-second=1000000",
                "--postrider.limits.publish-per-second=10000000",
                "--postrider.database.host=" + database.host(),
                "--postrider.database.port=" + database.port(),
                "--postrider.database.name=" + database.database(),
                "--postrider.database.username=" + database.user(),
                "--postrider.database.password=" + database.password()));
        arguments.addAll(List.of(more));
        ChildJvm process =
                bench.children().start("api", ApiProcess.class, bench.services().flags("api", HEAP), arguments);
        String url = process.awaitReady();
        return new ApiUnderTest(database, process, url, key(url));
    }

    /** The heap of what it is compared with, too. */
    static List<String> heap() {
        return HEAP;
    }

    URI uri(String path) {
        return URI.create(url + path);
    }

    /** Of the organization, with the role of a manager. */
    String key() {
        return key;
    }

    EmbeddedDatabase database() {
        return database;
    }

    ChildJvm process() {
        return process;
    }

    @Override
    public void close() {
        try {
            // Gently, or a recording would not be written.
            process.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.close();
            database.close();
        }
    }

    private static String key(String url) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var _ = post(http, url + "/api/v1/organizations", "{\"id\":\"" + ORGANIZATION + "\",\"name\":\"Bench\"}");
            return post(http, url + "/api/v1/api-keys", "{\"name\":\"bench\",\"role\":\"manager\"}")
                    .path("key")
                    .asString();
        }
    }

    private static JsonNode post(HttpClient http, String url, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (url.endsWith("/api-keys")) {
            request.header("X-Organization-Id", ORGANIZATION);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(url + " answers " + answer.statusCode());
            }
            return Json.tree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
