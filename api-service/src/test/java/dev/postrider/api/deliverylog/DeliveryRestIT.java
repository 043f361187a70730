package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.web.Cursor;
import dev.postrider.common.json.Json;
import dev.postrider.common.wire.LogRecord;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the log holds, read over REST. */
class DeliveryRestIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DELIVERIES = "/api/v1/deliveries";

    private static LogFixture log;

    @BeforeAll
    static void start() throws Exception {
        log = new LogFixture(DeliveryRestIT.class);
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void deliveryShowsEveryAttemptWithTheExactBodyOfItsEvent() {
        String organization = organization();
        String data = "{ \"n\": 1.0, \"big\": 12345678901234567890, \"e\":1e2, \"u\":\"\\u00e4\\u0000\" }";
        log.publish("{\"event\":\"user.created\",\"id\":\"evt-9\",\"organization_id\":\"" + organization
                + "\",\"timestamp\":\"2026-01-01T00:00:00+02:00\",\"metadata\":{\"a\" : 1},\"data\":" + data + "}");
        Instant appendedAt = Instant.parse(
                awaitOk(organization, "/api/v1/events/evt-9").get("appended_at").stringValue());
        LogSamples samples =
                LogSamples.of(organization, UUID.randomUUID(), "evt-9").at(appendedAt);
        log.log(samples.fannedOut(), samples.retrying(1, 1, SECOND), samples.delivered(1, 2, SECOND.multipliedBy(2)));

        awaitCount(organization, "?status=delivered", 1);
        JsonNode delivery = log.get(organization, DELIVERIES + "/" + samples.id());

        JsonNode attempts = delivery.get("attempts");
        assertThat(attempts.size()).isEqualTo(2);
        JsonNode first = attempts.get(0);
        assertThat(first.get("try").intValue()).isEqualTo(1);
        assertThat(first.get("number").intValue()).isEqualTo(1);
        assertThat(first.get("status").stringValue()).isEqualTo("failed");
        assertThat(first.get("outcome").stringValue()).isEqualTo("server_error");
        assertThat(first.get("status_code").intValue()).isEqualTo(503);
        assertThat(first.get("duration_ms").intValue()).isEqualTo(12);
        assertThat(first.get("error").stringValue()).isEqualTo("HTTP 503");
        assertThat(first.get("trigger").stringValue()).isEqualTo("event");
        assertThat(first.get("request_headers").get(LogSamples.REQUEST_HEADER).stringValue())
                .isEqualTo("1");
        assertThat(first.get("response_headers").get("content-type").stringValue())
                .isEqualTo("text/plain");
        assertThat(first.get("response_body").stringValue()).isEqualTo("busy");
        assertThat(first.get("request_body").stringValue())
                .isEqualTo("{\"id\":\"evt-9\",\"event\":\"user.created\",\"timestamp\":\"2026-01-01T00:00:00+02:00\","
                        + "\"data\":" + data + ",\"metadata\":{\"a\" : 1},\"webhook_id\":\"" + samples.webhook()
                        + "\"}");
        assertThat(delivery.get("request_body_missing").isNull()).isTrue();
        assertThat(delivery.get("attempts_omitted").intValue()).isZero();
        JsonNode event = log.get(organization, "/api/v1/events/evt-9");
        assertThat(event.get("deliveries").get(0).get("id").stringValue())
                .isEqualTo(samples.id().toString());
        assertThat(event.get("metadata").get("a").intValue()).isEqualTo(1);
    }

    @Test
    void deliveryWhoseEventIsNotThereSaysSo() {
        String organization = organization();
        LogSamples samples = LogSamples.of(organization, UUID.randomUUID(), "nowhere");
        log.log(samples.delivered(1, 1, SECOND));
        awaitCount(organization, "", 1);

        JsonNode delivery = log.get(organization, DELIVERIES + "/" + samples.id());

        assertThat(delivery.get("request_body_missing").stringValue()).isEqualTo(DeliveryJson.NO_EVENT);
        assertThat(delivery.get("attempts").get(0).get("request_body").isNull()).isTrue();
    }

    @Test
    void filtersAreCombined() {
        String organization = organization();
        UUID webhook = UUID.randomUUID();
        Instant now = Instant.now();
        LogSamples dead = LogSamples.of(organization, webhook, "a").at(now.minusSeconds(100));
        LogSamples delivered = LogSamples.of(organization, webhook, "b").at(now.minusSeconds(200));
        LogSamples other = LogSamples.of(organization, UUID.randomUUID(), "c")
                .typed("order.paid")
                .at(now.minusSeconds(300));
        log.log(
                dead.givenUp(1, 1, SECOND),
                dead.dead(1, 1, SECOND),
                delivered.delivered(1, 1, SECOND),
                other.retrying(1, 1, SECOND));
        awaitCount(organization, "", 3);

        assertThat(events(organization, "?")).containsExactly("a", "b", "c");
        assertThat(events(organization, "?webhook_id=" + webhook)).containsExactly("a", "b");
        assertThat(events(organization, "?status=dead&status_code=500")).containsExactly("a");
        assertThat(events(organization, "?status=retrying")).containsExactly("c");
        assertThat(events(organization, "?status_code=503&webhook_id=" + webhook))
                .isEmpty();
        assertThat(events(organization, "?event_type=order.paid")).containsExactly("c");
        assertThat(events(organization, "?event_id=b")).containsExactly("b");
        assertThat(events(organization, "?from=" + now.minusSeconds(250) + "&to=" + now.minusSeconds(150)))
                .containsExactly("b");
        assertThat(events(
                        organization,
                        "?from=" + encoded(now.minusSeconds(250).toString().replace("Z", "+00:00"))))
                .containsExactly("a", "b");
    }

    @Test
    void cursorsStayRightWhileRowsArrive() {
        String organization = organization();
        Instant now = Instant.now();
        List<LogRecord> records = new ArrayList<>();
        // Several in the same millisecond, so that the id decides.
        for (int i = 0; i < 25; i++) {
            records.add(LogSamples.of(organization, UUID.randomUUID(), "old-" + i)
                    .at(now.minusSeconds(60 + i / 4))
                    .fannedOut());
        }
        Collections.shuffle(records);
        log.log(records);
        awaitCount(organization, "", 25);

        List<String> seen = new ArrayList<>();
        String cursor = "";
        int arrived = 0;
        while (cursor != null) {
            JsonNode page = log.get(organization, DELIVERIES + "?limit=7" + cursor);
            page.get("items").forEach(item -> seen.add(item.get("event_id").stringValue()));
            cursor = page.get("has_more").booleanValue()
                    ? "&cursor=" + page.get("next_cursor").stringValue()
                    : null;
            log.log(LogSamples.of(organization, UUID.randomUUID(), "new-" + arrived++)
                    .fannedOut());
            int expected = 25 + arrived;
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.number(
                                    "SELECT count(*) FROM deliveries WHERE organization_id = ?", organization))
                            .isEqualTo(expected));
        }

        assertThat(seen).hasSize(25).doesNotHaveDuplicates().allMatch(event -> event.startsWith("old-"));
        assertThat(arrived).isEqualTo(4);
    }

    @Test
    void exportHasEveryMatchOnceAcrossPages() {
        String organization = organization();
        Instant now = Instant.now();
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_203; i++) {
            records.add(LogSamples.of(organization, UUID.randomUUID(), "=evt-" + i)
                    .at(now.minusSeconds(60 + i / 9))
                    .fannedOut());
        }
        records.add(LogSamples.of(organization, UUID.randomUUID(), "other")
                .typed("order.paid")
                .at(now)
                .fannedOut());
        log.log(records);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                log.number("SELECT count(*) FROM deliveries WHERE organization_id = ?", organization))
                        .isEqualTo(1_204));

        HttpResponse<byte[]> csv = log.ask("viewer:" + organization, DELIVERIES + "/export?event_type=user.created");
        HttpResponse<byte[]> ndjson = log.ask("viewer:" + organization, DELIVERIES + "/export?format=ndjson");

        List<String> lines =
                new String(csv.body(), StandardCharsets.UTF_8).lines().toList();
        assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        assertThat(csv.headers().firstValue("content-disposition").orElse("")).contains("deliveries.csv");
        assertThat(lines.getFirst()).startsWith("id,created_at,webhook_id,event_id,event,status");
        assertThat(lines.subList(1, lines.size()))
                .hasSize(1_203)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.contains(",'=evt-") && line.contains(",pending,"));
        List<JsonNode> rows = new String(ndjson.body(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(rows).hasSize(1_204);
        assertThat(rows.getFirst().required("event_id").stringValue())
                .as("newest first")
                .isEqualTo("other");
        assertThat(log.ask("viewer:" + organization(), DELIVERIES + "/export").body())
                .as("another organization's export has the names only")
                .isEqualTo(DeliveryCsv.names().getBytes(StandardCharsets.UTF_8));
        assertThat(problem("/export?format=xml").get("format")).contains("csv", "ndjson");
        assertThat(problem("/export?limit=5")).containsKey("limit");
    }

    @Test
    void organizationsDoNotSeeEachOther() {
        String mine = organization();
        String theirs = organization();
        LogSamples samples = LogSamples.of(theirs, UUID.randomUUID(), "secret");
        log.publish("{\"event\":\"user.created\",\"id\":\"secret\",\"organization_id\":\"" + theirs + "\",\"data\":1}");
        log.log(samples.delivered(1, 1, SECOND));
        log.execute("""
                INSERT INTO webhooks (id, organization_id, url, events, enabled, headers, metadata, timeout_seconds, retry,
                    signatures, created_by, created_at, updated_at, version, published_version)
                VALUES ('%s', '%s', 'https://example.com', '{*}', true, '{}', '{}', 30, '{}', '{}', 'x', now(), now(), 1, 1)
                """.formatted(samples.webhook(), theirs));
        awaitCount(theirs, "", 1);
        awaitOk(theirs, "/api/v1/events/secret");
        String ofWebhook = "/api/v1/webhooks/" + samples.webhook() + "/deliveries";

        assertThat(log.get(theirs, ofWebhook).get("items").size()).isEqualTo(1);
        assertThat(status(mine, ofWebhook)).isEqualTo(404);
        assertThat(status(mine, DELIVERIES + "/" + samples.id())).isEqualTo(404);
        assertThat(status(mine, "/api/v1/events/secret")).isEqualTo(404);
        assertThat(log.get(mine, "/api/v1/events").get("items").size()).isZero();
        assertThat(events(mine, "?webhook_id=" + samples.webhook())).isEmpty();
        assertThat(log.ask("producer:" + theirs, DELIVERIES).statusCode()).isEqualTo(403);
    }

    @Test
    void badFiltersAreNamed() {
        assertThat(problem("?status=success")).containsEntry("status", "has no value 'success'; use delivered");
        assertThat(problem("?status=failed").get("status")).endsWith("use dead");
        assertThat(problem("?status=what").get("status")).contains("pending, retrying, held, dead");
        assertThat(problem("?reason=because").get("reason")).contains("breaker_open", "exhausted", "webhook_off");
        assertThat(problem("?status_code=abc").get("status_code")).contains("100 to 599");
        assertThat(problem("?from=yesterday").get("from")).contains("RFC 3339");
        assertThat(problem("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"))
                .containsKey("from");
        assertThat(problem("?webhook_id=1-1-1-1-1").get("webhook_id")).contains("UUID");
        assertThat(problem("?cursor=abc").get("cursor")).contains("next_cursor");
        assertThat(problem("?colour=red&limit=1000")).containsKeys("colour", "limit");
        assertThat(problem("?event=x").get("event")).contains("event_type");
    }

    @Test
    void eventsAreListedNewestFirstInPages() {
        String organization = organization();
        for (int i = 0; i < 5; i++) {
            String type = i % 2 == 0 ? "user.created" : "order.paid";
            log.publish("{\"event\":\"" + type + "\",\"id\":\"list-" + i + "\",\"organization_id\":\"" + organization
                    + "\",\"data\":{}}");
        }
        log.publish("{\"data\":\"no event type, so fan-out rejects it\"}");
        log.publish("{\"event\":\"user.created\",\"organization_id\":\"nobody\",\"data\":1}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.get(organization, "/api/v1/events")
                                .get("items")
                                .size())
                        .isEqualTo(5));

        JsonNode first = log.get(organization, "/api/v1/events?limit=3");
        JsonNode second = log.get(
                organization,
                "/api/v1/events?limit=3&cursor=" + first.get("next_cursor").stringValue());
        String cursorOfDeliveries = new Cursor(Instant.now(), UUID.randomUUID()).text();

        assertThat(first.get("has_more").booleanValue()).isTrue();
        assertThat(second.get("has_more").booleanValue()).isFalse();
        Set<String> ids = new HashSet<>();
        first.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
        second.get("items").forEach(item -> ids.add(item.get("id").stringValue()));
        assertThat(ids).containsExactlyInAnyOrder("list-0", "list-1", "list-2", "list-3", "list-4");
        assertThat(status(organization, "/api/v1/events?cursor=" + cursorOfDeliveries))
                .isEqualTo(400);
        assertThat(log.number("SELECT count(*) FROM events WHERE organization_id = 'nobody'"))
                .as("fan-out rejects events of organizations that do not exist")
                .isZero();
        assertThat(log.get(organization, "/api/v1/events?event_type=order.paid")
                        .get("items")
                        .size())
                .isEqualTo(2);
    }

    private static String organization() {
        String id = "org-" + UUID.randomUUID();
        log.execute("INSERT INTO organizations (id, name, created_at) VALUES ('" + id + "', 'Test', now())");
        return id;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> events(String organization, String query) {
        List<String> events = new ArrayList<>();
        log.get(organization, DELIVERIES + query)
                .get("items")
                .forEach(item -> events.add(item.get("event_id").stringValue()));
        return events;
    }

    private static void awaitCount(String organization, String query, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.get(organization, DELIVERIES + query)
                                .get("items")
                                .size())
                        .isEqualTo(count));
    }

    private static JsonNode awaitOk(String organization, String path) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status(organization, path)).isEqualTo(200));
        return log.get(organization, path);
    }

    private static int status(String organization, String path) {
        return log.ask("viewer:" + organization, path).statusCode();
    }

    private static Map<String, String> problem(String query) {
        HttpResponse<byte[]> answer = log.ask("viewer:acme", DELIVERIES + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        Map<String, String> errors = new HashMap<>();
        Json.tree(answer.body())
                .get("errors")
                .forEach(error -> errors.put(
                        error.get("field").stringValue(), error.get("message").stringValue()));
        return errors;
    }
}
