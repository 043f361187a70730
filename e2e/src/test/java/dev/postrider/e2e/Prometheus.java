package dev.postrider.e2e;

import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that scrapes one program twice a second and knows the rules. */
final class Prometheus implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();

    private Prometheus(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** One series of an answer. */
    record Series(Map<String, String> labels, double value) {}

    /**
     * @param folder empty; its data and its output
     * @param target {@code host:port} that shows metrics
     */
    static Prometheus start(Path folder, String target) {
        try {
            Files.createDirectories(folder);
            Path config = folder.resolve("prometheus.yml");
            Files.writeString(config, """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: postrider
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["%s"]}]
                """.formatted(AlertRules.RULES, target));
            int port = freePort();
            Process process = new ProcessBuilder(
                            PrometheusPackage.prometheus().toString(),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            Prometheus prometheus = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
            Awaitility.await("Prometheus has scraped")
                    .atMost(START)
                    .ignoreExceptions()
                    .until(() -> prometheus.query("up == 1", Instant.now()).size() == 1);
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens on for now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a query came to at a moment. */
    List<Series> query(String query, Instant at) {
        List<Series> series = new ArrayList<>();
        JsonNode answer = get("/api/v1/query?time=%d.%03d&query=%s"
                .formatted(
                        at.getEpochSecond(),
                        at.getNano() / 1_000_000,
                        URLEncoder.encode(query, StandardCharsets.UTF_8)));
        answer.required("data").required("result").forEach(one -> {
            Map<String, String> labels = new TreeMap<>();
            one.required("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            series.add(new Series(
                    labels, Double.parseDouble(one.required("value").get(1).stringValue())));
        });
        return series;
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new AssertionError(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
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
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
