package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedReceiverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.shutdownNow();
        receiver.close();
    }

    @Test
    void recordsWhatCameAsItCame() throws Exception {
        receiver.on("/hook").reply(200);
        Instant before = Instant.now();
        byte[] body = "{\"a\": 1.0,\r\n \"b\":\"\u00e9\"}".getBytes(StandardCharsets.UTF_8);

        client.send(
                request("/hook?x=1")
                        .header("X-Webhook-Id", "w1")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.discarding());

        ReceivedRequest received = receiver.requests("/hook").getFirst();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.query()).isEqualTo("x=1");
        assertThat(received.body()).isEqualTo(body);
        assertThat(received.header("x-webhook-id")).contains("w1");
        assertThat(received.sequence()).isEqualTo(1);
        assertThat(received.arrivedAt()).isBetween(before, Instant.now());
    }

    @Test
    void followsTheScriptOfEachPathOnOneConnection() throws Exception {
        receiver.on("/hook").reply(500, 500).then(200);
        receiver.on("/other").reply(204);

        assertThat(List.of(post("/hook"), post("/hook"), post("/hook"), post("/hook")))
                .extracting(HttpResponse::statusCode)
                .containsExactly(500, 500, 200, 200);
        HttpResponse<byte[]> noContent = post("/other");
        assertThat(noContent.statusCode()).isEqualTo(204);
        assertThat(noContent.headers().firstValue("Content-Length")).isEmpty();
        assertThat(post("/unscripted").statusCode()).isEqualTo(404);
        assertThat(receiver.connections()).isEqualTo(1);
    }

    @Test
    void sendsHeadersAndRedirects() throws Exception {
        receiver.on("/busy").tooManyRequests("3");
        receiver.on("/moved").redirect(URI.create("http://10.0.0.1/private"));

        HttpResponse<byte[]> busy = post("/busy");
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("Retry-After")).contains("3");
        HttpResponse<byte[]> moved = post("/moved");
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location")).contains("http://10.0.0.1/private");
    }

    @Test
    void hangsUntilTheClientGivesUp() {
        receiver.on("/hook").hang();

        assertThatThrownBy(() -> client.send(
                        request("/hook").timeout(Duration.ofMillis(300)).GET().build(), BodyHandlers.discarding()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(receiver.count("/hook")).isEqualTo(1);
    }

    @Test
    void answersLate() throws Exception {
        receiver.on("/hook").then(Answer.after(Duration.ofMillis(400), Answer.status(200)));
        long began = System.nanoTime();

        assertThat(post("/hook").statusCode()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void dripsABodyByteByByte() throws Exception {
        receiver.on("/hook").drip("dripping", Duration.ofMillis(50));
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 8\r\n");
            long began = System.nanoTime();
            assertThat(raw.read(8)).isEqualTo("dripping");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void streamsAHugeBody() throws Exception {
        receiver.on("/hook").then(Answer.huge(10_000_000));
        assertThat(post("/hook").body()).hasSize(10_000_000);
    }

    @Test
    void aClientThatStopsReadingAHugeBodyEndsIt() throws Exception {
        receiver.on("/hook").then(Answer.huge(1L << 40)).then(200);
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThat(raw.readHead()).contains("Content-Length: 1099511627776\r\n");
        }
        assertThat(post("/hook").statusCode()).isEqualTo(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver.peakInFlight("/hook")).isBetween(1, 2));
    }

    @Test
    void sendsChunks() throws Exception {
        receiver.on("/hook").then(Answer.chunked("one ", "two"));

        HttpResponse<byte[]> response = post("/hook");

        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("one two");
        assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
    }

    @Test
    void closesWithoutAnAnswer() throws Exception {
        receiver.on("/hook").close();
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThat(raw.readAll()).isEmpty();
        }
    }

    @Test
    void closesInTheMiddleOfAnAnswer() throws Exception {
        receiver.on("/hook").then(Answer.closeMidway());
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThat(raw.readAll()).contains("Content-Length: 1000\r\n").endsWith("\r\n\r\n0123456789");
        }
    }

    @Test
    void resetsWithoutAnAnswer() throws Exception {
        receiver.on("/hook").reset();
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThatThrownBy(raw::readAll).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void resetsInTheMiddleOfAnAnswer() throws Exception {
        receiver.on("/hook").then(Answer.resetMidway());
        try (RawClient raw = RawClient.get(receiver.port(), "/hook")) {
            assertThat(raw.readHead()).contains("Content-Length: 1000\r\n");
            assertThat(raw.read(10)).isEqualTo("0123456789");
            assertThatThrownBy(raw::readAll).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void answersGarbage() {
        receiver.on("/hook").then(Answer.garbage());
        assertThatThrownBy(() -> post("/hook")).isInstanceOf(IOException.class);
    }

    @Test
    void countsThousandsOfRequestsAndTheirRepeats() {
        receiver.on("/hook").reply(200);
        int requests = 5_000;
        Semaphore window = new Semaphore(64);

        CompletableFuture<?>[] all = IntStream.range(0, requests)
                .mapToObj(i -> {
                    window.acquireUninterruptibly();
                    // Every tenth id comes twice.
                    String id = "d" + (i % 10 == 9 ? i - 1 : i);
                    return client.sendAsync(
                                    request("/hook")
                                            .header("X-Webhook-Delivery", id)
                                            .GET()
                                            .build(),
                                    BodyHandlers.discarding())
                            .whenComplete((answered, failed) -> window.release());
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(receiver.awaitRequests("/hook", requests, PATIENCE)).hasSize(requests);
        Map<String, Integer> counts = receiver.countByHeader("/hook", "x-webhook-delivery");
        assertThat(counts).hasSize(requests - requests / 10);
        assertThat(counts.values().stream().filter(count -> count == 2)).hasSize(requests / 10);
        assertThat(receiver.peakInFlight("/hook")).isBetween(1, 64);
    }

    @Test
    void waitingForRequestsThatDoNotComeFails() {
        assertThatThrownBy(() -> receiver.awaitRequests("/hook", 1, Duration.ofMillis(200)))
                .hasMessageContaining("1 requests to /hook");
    }

    @Test
    void inFlightCountsOverlappingRequests() {
        receiver.on("/hook").then(Answer.after(Duration.ofMillis(300), Answer.status(200)));

        CompletableFuture<?>[] all = IntStream.range(0, 3)
                .mapToObj(i -> client.sendAsync(request("/hook").GET().build(), BodyHandlers.discarding()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).orTimeout(20, TimeUnit.SECONDS).join();

        assertThat(receiver.peakInFlight("/hook")).isEqualTo(3);
        assertThat(receiver.connections()).isEqualTo(3);
    }

    @Test
    void keepsNoBodiesIfToldSo() throws Exception {
        try (ScriptedReceiver counting =
                ScriptedReceiver.start(ScriptedReceiver.Options.plain().withoutBodies())) {
            counting.on("/hook").reply(200);
            client.send(
                    HttpRequest.newBuilder(counting.uri("/hook"))
                            .POST(BodyPublishers.ofString("large"))
                            .build(),
                    BodyHandlers.discarding());
            assertThat(counting.requests("/hook").getFirst().body()).isEmpty();
        }
    }

    private HttpResponse<byte[]> post(String path) throws IOException, InterruptedException {
        return client.send(request(path).POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(receiver.uri(path)).timeout(PATIENCE);
    }
}
