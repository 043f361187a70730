package dev.postrider.bench.sink;

import dev.postrider.bench.process.ChildJvm;
import dev.postrider.bench.process.Children;
import dev.postrider.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The driver's hand on the sink. */
public final class Sink {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseParallelGC");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final String control;

    private Sink(int port, int controlPort) {
        this.port = port;
        this.control = "http://127.0.0.1:" + controlPort;
    }

    /** Starts a sink that listens on these addresses. */
    public static Sink start(Children children, List<String> addresses) throws InterruptedException {
        ChildJvm child = children.start("sink", SinkProcess.class, FLAGS, addresses);
        String[] ports = child.awaitReady().split(" ");
        return new Sink(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    }

    /** Where a path can be posted to. */
    public String url(String address, int slot) {
        return "http://" + address + ":" + port + "/" + slot;
    }

    public int port() {
        return port;
    }

    /** Requests received since the last reset. */
    public long total() throws InterruptedException {
        return Long.parseLong(ask("/total"));
    }

    /** Requests to one path since the last reset. */
    public long count(int slot) throws InterruptedException {
        return Long.parseLong(ask("/count?slot=" + slot));
    }

    public SinkStats stats() throws InterruptedException {
        JsonNode json = Json.tree(ask("/stats").getBytes(StandardCharsets.UTF_8));
        return SinkStats.of(json);
    }

    /** Forgets counts, groups and behaviours. */
    public void reset() throws InterruptedException {
        ask("/reset");
    }

    /** Makes the paths from {@code from} on and below {@code end} behave. */
    public void behave(int from, int end, Behaviour behaviour) throws InterruptedException {
        ask("/behaviour?from=%d&end=%d&do=%s".formatted(from, end, behaviour.text()));
    }

    /** Puts the paths from {@code from} on and below {@code end} into group 0 or 1. */
    public void group(int from, int end, int group) throws InterruptedException {
        ask("/group?from=%d&end=%d&group=%d".formatted(from, end, group));
    }

    /** Measures a span, by {@link System#nanoTime}; forgets what the groups had. */
    public void measure(long fromNanos, long endNanos) throws InterruptedException {
        ask("/measure?from=%d&end=%d".formatted(fromNanos, endNanos));
    }

    /** Follows the order of one path. */
    public void watchOrder(int slot) throws InterruptedException {
        ask("/order?slot=" + slot);
    }

    private String ask(String what) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(control + what))
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the sink answered " + response.statusCode() + " to " + what);
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException("the sink did not answer " + what, e);
        }
    }
}
