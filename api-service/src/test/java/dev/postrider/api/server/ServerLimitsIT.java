package dev.postrider.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What requests may take of the server, each limit with the answer that tells of it. */
@Tag("proof")
class ServerLimitsIT {
    private static final String AUTHORIZED = "Host: h\r\nAuthorization: Bearer " + RunningApi.ADMIN_KEY + "\r\n";
    private static final String LIST = "GET /api/v1/webhooks HTTP/1.1\r\n" + AUTHORIZED;
    private static final String PUBLISH = "POST /api/v1/events HTTP/1.1\r\n" + AUTHORIZED;
    private static final int MAX_CONNECTIONS = 6;
    private static final int MAX_REQUESTS = 2;

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(
                TestDatabase.fresh(),
                TestBroker.uniquePrefix(ServerLimitsIT.class),
                Map.of(
                        "postrider.http.max-url-size", "1KB",
                        "postrider.http.max-header-size", "2KB",
                        "postrider.http.max-body-size", "4KB",
                        "postrider.http.header-timeout", "700ms",
                        "postrider.http.request-timeout", "1500ms",
                        "postrider.http.idle-timeout", "1s",
                        "postrider.http.max-connections", MAX_CONNECTIONS,
                        "postrider.http.max-requests", MAX_REQUESTS));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void lineThatIsTooLongIs414() {
        assertRefused(answer("GET /" + "a".repeat(2000) + " HTTP/1.1\r\n" + AUTHORIZED + "\r\n"), 414, "1024 bytes");
    }

    @Test
    void headersThatAreTooLargeAre431() {
        assertRefused(answer(LIST + "X-Large: " + "a".repeat(4000) + "\r\n\r\n"), 431, "2048 bytes");
    }

    @Test
    void whatIsNotHttpIs400() {
        assertRefused(answer("\u0001nonsense\r\n\r\n"), 400, "not HTTP");
    }

    @Test
    void bodyThatSaysItIsTooLargeIs413BeforeItComes() {
        assertRefused(answer(PUBLISH + "Content-Length: 5000\r\n\r\n"), 413, "4096 bytes");
    }

    @Test
    void bodyThatGrowsTooLargeIs413OnWhateverPath() {
        String chunk = "800\r\n" + " ".repeat(0x800) + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk;

        assertRefused(answer(PUBLISH + chunked), 413, "4096 bytes");
        assertThat(answer("GET /elsewhere HTTP/1.1\r\nHost: h\r\n" + chunked)).doesNotContain("HTTP/1.1 200");
    }

    @Test
    void headersThatDripAre408() {
        try (RawConnection connection = RawConnection.to(api.baseUrl())) {
            connection.send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");

            assertRefused(connection.readToEnd(), 408, "700 ms");
        }
    }

    @Test
    void bodyThatDripsIs408() {
        assertRefused(answer(PUBLISH + "Content-Length: 10\r\n\r\n{"), 408, "1500 ms");
    }

    @Test
    void restOfABodyThatNobodyWaitsForEndsTheConnection() {
        String answer = answer("POST /elsewhere HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("HTTP/1.1 408");
    }

    @Test
    void connectionWithoutARequestIsClosed() {
        assertThat(answer("")).isEmpty();
    }

    @Test
    void connectionIsClosedWhenNothingFollowsItsAnswer() {
        assertThat(answer("GET /actuator/health HTTP/1.1\r\nHost: h\r\n\r\n")).contains("HTTP/1.1 200 OK", "UP");
    }

    @Test
    void requestsOnOneConnectionAreEachWatchedAnew() {
        String health = "GET /actuator/health HTTP/1.1\r\nHost: h\r\n\r\n";
        try (RawConnection connection = RawConnection.to(api.baseUrl())) {
            String answers = connection.send(health + health).readUntil("UP\"}")
                    + connection.send("").readUntil("UP\"}");
            String last = connection.send("GET /act").readToEnd();

            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(3);
            assertRefused(last, 408, "700 ms");
        }
    }

    @Test
    void requestsBeyondThoseUnderWayAre503AndHealthIsNot() {
        List<RawConnection> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_REQUESTS; i++) {
                waiting.add(RawConnection.to(api.baseUrl()).send(PUBLISH + "Content-Length: 10\r\n\r\n{"));
            }

            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> Json.of(
                            api.admin()
                                    .get()
                                    .uri("/api/v1/webhooks")
                                    .exchange()
                                    .expectHeader()
                                    .valueEquals("Retry-After", "2"),
                            503));
            Json.of(api.anonymous().get().uri("/actuator/health").exchange(), 200);
        } finally {
            waiting.forEach(RawConnection::close);
        }
        await().untilAsserted(
                        () -> Json.of(api.admin().get().uri("/api/v1/webhooks").exchange(), 200));
    }

    @Test
    void connectionBeyondThoseThatAreOpenIs503AndAnyMoreAreClosed() {
        ServerLimits limits = api.bean(ServerLimits.class);
        await().until(() -> limits.open() == 0);
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                open.add(RawConnection.to(api.baseUrl()).send("GET /actuator"));
            }
            await().until(() -> limits.open() == MAX_CONNECTIONS);
            RawConnection told = RawConnection.to(api.baseUrl());
            open.add(told);
            await().until(() -> limits.open() == MAX_CONNECTIONS + 1);
            RawConnection closed = RawConnection.to(api.baseUrl());
            open.add(closed);

            assertThat(closed.readToEnd()).isEmpty();
            assertRefused(told.send(LIST + "\r\n").readToEnd(), 503, MAX_CONNECTIONS + " connections");
        } finally {
            open.forEach(RawConnection::close);
        }
        await().untilAsserted(
                        () -> Json.of(api.admin().get().uri("/api/v1/webhooks").exchange(), 200));
    }

    private static String answer(String request) {
        try (RawConnection connection = RawConnection.to(api.baseUrl())) {
            return connection.send(request).readToEnd();
        }
    }

    private static void assertRefused(String answer, int status, String detail) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("connection: close")
                .contains("\"status\":" + status)
                .contains(detail);
    }
}
