package dev.postrider.api.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.database.Rows;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import dev.postrider.meter.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.JsonNode;

/** Payloads past an organization's retention: removed from the tables, neither shown nor sent, and nothing else is. */
class PayloadRetentionIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String REMOVED = "the payload was removed: it is past the organization's retention";

    private final RunningApi api = RunningApi.shared();
    private final DatabaseClient database = api.bean(DatabaseClient.class);
    private final SimpleMeterRegistry counted = new SimpleMeterRegistry();
    private final String organization = api.newOrganization();
    private final WebTestClient client = api.adminOf(organization);

    @Test
    void eventsKeepTheirPayloadsForTheDaysThatTheirOrganizationWantsAndTheirRowsForLonger() {
        String other = api.newOrganization();
        keep(30);
        publish(client, "mine", "");
        publish(api.adminOf(other), "theirs", "");
        round(3, 100);
        assertThat(event("mine").at("/data/total").intValue()).isEqualTo(7);

        keep(1);
        round(1, 100);
        assertThat(event("mine").required("payload_removed_at").isNull())
                .as("its day ends a day after that of the event")
                .isTrue();
        round(3, 100);

        JsonNode removed = event("mine");
        assertThat(removed.required("payload_removed_at").isString()).isTrue();
        assertThat(removed.required("data").isNull()).isTrue();
        assertThat(removed.required("metadata").isNull()).isTrue();
        assertThat(removed.required("event").stringValue()).isEqualTo("order.paid");
        assertThat(Json.of(client.get().uri("/api/v1/events").exchange(), 200).at("/items/0/payload_removed_at"))
                .isEqualTo(removed.required("payload_removed_at"));
        JsonNode theirs =
                Json.of(api.adminOf(other).get().uri("/api/v1/events/theirs").exchange(), 200);
        assertThat(theirs.at("/data/total").intValue()).isEqualTo(7);
        assertThat(theirs.required("payload_removed_at").isNull()).isTrue();
        double once = removedSoFar();
        round(3, 100);
        assertThat(event("mine")).as("nothing is removed twice").isEqualTo(removed);
        assertThat(removedSoFar()).isEqualTo(once);
    }

    @Test
    void whatLostItsPayloadIsNeitherShownNorSentAgain() {
        keep(1);
        PastDeliveries past = new PastDeliveries(api, organization);
        WebhookId webhook = past.webhook("order.*");
        Delivery dead = past.dead(webhook, "order.paid", 503, 1).getFirst();
        publish(client, "gone", "");
        String deliveryPath = "/api/v1/deliveries/" + dead.id();
        assertThat(Json.of(client.get().uri(deliveryPath).exchange(), 200)
                        .at("/attempts/0/response_body")
                        .stringValue())
                .isEqualTo("no");

        round(3, 100);

        JsonNode shown = Json.of(client.get().uri(deliveryPath).exchange(), 200);
        assertThat(shown.required("request_body_missing").stringValue()).isEqualTo(REMOVED);
        assertThat(shown.at("/attempts/0/response_body").isNull()).isTrue();
        assertThat(shown.at("/attempts/0/status_code").intValue()).isEqualTo(503);
        JsonNode letter =
                Json.of(client.get().uri("/api/v1/dead-letters/" + dead.id()).exchange(), 200);
        assertThat(letter.required("payload_available").booleanValue()).isFalse();
        assertThat(letter.required("payload_missing").stringValue()).isEqualTo(REMOVED);
        assertThat(letter.required("request_body").isNull()).isTrue();
        assertThat(Json.of(RunningApi.post(client, deliveryPath + "/retry", ""), 410)
                        .required("detail")
                        .stringValue())
                .contains(REMOVED);
        String replays = "/api/v1/webhooks/" + webhook + "/replay";
        assertThat(Json.of(RunningApi.post(client, replays, "{\"event_id\":\"gone\"}"), 410)
                        .required("detail")
                        .stringValue())
                .contains(REMOVED);
        assertThat(ended("/api/v1/replays/", Json.of(RunningApi.post(client, replays, "{\"confirm\":true}"), 202)))
                .isEqualTo("completed 0 {\"payload_removed\":1}");
        JsonNode redrive =
                Json.of(RunningApi.post(client, "/api/v1/redrives", "{\"webhook_id\":\"" + webhook + "\"}"), 202);
        assertThat(ended("/api/v1/redrives/", redrive)).isEqualTo("completed 0 {\"payload_removed\":1}");
    }

    @Test
    void eventThatIsStillToComeKeepsItsPayloadUntilItsOwnDayIsOver() {
        keep(1);
        publish(client, "later", ",\"deliver_at\":\"" + Instant.now().plus(DAY.multipliedBy(2)) + "\"");
        publish(client, "now", "");

        round(3, 1);
        assertThat(event("now").required("data").isNull()).isTrue();
        assertThat(event("later").at("/data/total").intValue()).isEqualTo(7);

        round(5, 1);
        assertThat(event("later").required("data").isNull()).isTrue();
    }

    @Test
    void processThatEndsInBetweenLeavesTheRestToTheNext() {
        keep(1);
        IntStream.range(0, 7).forEach(i -> publish(client, "event-" + i, ""));
        PayloadRemoval first = removal(3, 2);
        first.close().block(SOON);

        // Days of other organizations are gone through as well.
        await().atMost(SOON).until(() -> {
            first.page().block(SOON);
            return number("SELECT count(*) AS n FROM events WHERE organization_id = :organization AND data IS NULL")
                    > 0;
        });
        assertThat(number("SELECT count(*) AS n FROM events WHERE organization_id = :organization AND data IS NULL"))
                .isEqualTo(2);
        round(3, 2);

        assertThat(number("SELECT count(*) AS n FROM events WHERE organization_id = :organization AND data IS NULL"))
                .isEqualTo(7);
        assertThat(number("SELECT count(DISTINCT payload_removed_at) AS n FROM events"
                        + " WHERE organization_id = :organization"))
                .as("each transaction has a time of its own")
                .isEqualTo(4);
    }

    @Test
    void attemptOfADayThatIsClosedIsWrittenWithoutItsPayload() {
        keep(1);
        PastDeliveries past = new PastDeliveries(api, organization);
        WebhookId webhook = past.webhook("order.*");
        Subject subject = fannedOut(webhook, Instant.now().minus(DAY.multipliedBy(4)));
        past.log(
                List.of(new LogRecord.FannedOut(subject, subject.eventTime(), null), failed(subject, "secret answer")));
        past.awaitCount("?webhook_id=" + webhook, 1);
        round(0, 100);

        past.log(List.of(failed(subject, "another secret answer")));

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode shown = Json.of(
                    client.get().uri("/api/v1/deliveries/" + subject.delivery()).exchange(), 200);
            assertThat(shown.required("exchanges").intValue()).isEqualTo(2);
            assertThat(shown.toString()).contains("HTTP 503").doesNotContain("secret answer");
        });
    }

    @Test
    void pageOfALargeDayIsFoundByAnIndexOfThatDayAlone() {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(9);
        fill(day);

        for (PayloadPart part : PayloadPart.values()) {
            assertIndexed(part, day);
        }
    }

    private void assertIndexed(PayloadPart part, LocalDate day) {
        String plan = String.join(
                "\n",
                Objects.requireNonNull(database.sql("EXPLAIN " + part.sql())
                        .bind("organization", "plan-3")
                        .bind("day", day)
                        .bind("place_at", "-infinity")
                        .bind("place_id", part.start())
                        .bind("limit", 20)
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block(SOON)));

        String suffix = "_" + day.toString().replace("-", "");
        assertThat(plan).containsPattern("Index (Only )?Scan .*" + suffix + "_").doesNotContain("Seq Scan on");
        assertThat(plan.lines().filter(line -> line.contains(" Scan ") && line.matches(".*_20[0-9]{6}.*")))
                .isNotEmpty()
                .allMatch(line -> line.contains(suffix));
    }

    /** Fifteen hundred rows of each of twenty organizations. */
    private void fill(LocalDate day) {
        for (String table : List.of("events", "deliveries", "delivery_attempts", "rejected_events")) {
            execute("SELECT 1 FROM create_log_day('" + table + "', '" + day + "')");
        }
        String rows = " FROM generate_series(0, 29999) AS i";
        String at = "TIMESTAMPTZ '" + day + " 00:00Z' + i * INTERVAL '1 second'";
        execute("INSERT INTO events SELECT '" + day
                + "', 'plan-' || i % 20, 'e-' || i, 't', 'x', '{}', NULL, NULL, NULL, " + at + ", 'x', 0, i, 0"
                + rows);
        execute(
                "INSERT INTO deliveries (day, id, organization_id, webhook_id, event_id, event_type, event_time, created_at,"
                        + " status, state_try, state_attempt, state_at, exchanges, updated_at) SELECT '" + day
                        + "', md5(i::text)::uuid, 'plan-' || i % 20, gen_random_uuid(), 'e', 't', now(), " + at
                        + ", 'delivered', 1, 1, now(), 1, now()" + rows);
        execute(
                "INSERT INTO delivery_attempts (day, delivery_id, log_offset, organization_id, webhook_id, try, attempt,"
                        + " started_at, duration_us, succeeded, outcome, trigger, request_headers, response_body) SELECT '"
                        + day
                        + "', md5(i::text)::uuid, i, 'plan-' || i % 20, gen_random_uuid(), 1, 1, now(), 1, true, 'success', 'event',"
                        + " '{}', 'ok'" + rows);
        execute(
                "INSERT INTO rejected_events (day, id, organization_id, reason, message, source_topic, source_partition,"
                        + " source_offset, rejected_at, headers, payload, payload_bytes, status) SELECT '" + day
                        + "', md5(i::text)::uuid, 'plan-' || i % 20, 'schema', 'm', 't', 0, i, " + at
                        + ", '{}', 'x', 1, 'open'" + rows);
        execute("ANALYZE events, deliveries, delivery_attempts, rejected_events");
    }

    private void keep(int days) {
        Json.of(
                api.admin()
                        .patch()
                        .uri("/api/v1/organizations/" + organization)
                        .header("Content-Type", "application/json")
                        .bodyValue("{\"retention\":{\"payload_days\":" + days + "}}")
                        .exchange(),
                200);
    }

    private void publish(WebTestClient publisher, String id, String more) {
        Json.of(
                RunningApi.post(
                        publisher,
                        "/api/v1/events",
                        "{\"event\":\"order.paid\",\"id\":\"" + id + "\",\"data\":{\"total\":7}" + more + "}"),
                202);
        await().atMost(SOON)
                .untilAsserted(() -> publisher
                        .get()
                        .uri("/api/v1/events/" + id)
                        .exchange()
                        .expectStatus()
                        .isOk());
    }

    private JsonNode event(String id) {
        return Json.of(client.get().uri("/api/v1/events/" + id).exchange(), 200);
    }

    private String ended(String path, JsonNode job) {
        String id = job.required("id").stringValue();
        return await()
                .atMost(SOON)
                .until(
                        () -> Json.of(client.get().uri(path + id).exchange(), 200),
                        shown -> !shown.required("status").stringValue().equals("running"))
                .properties()
                .stream()
                .filter(field -> List.of("status", "done", "skipped_reasons").contains(field.getKey()))
                .map(Map.Entry::getValue)
                .map(value -> value.isString() ? value.stringValue() : value.toString())
                .reduce((one, next) -> one + " " + next)
                .orElseThrow();
    }

    /** What is done so many days from now. */
    private void round(int daysLater, int rows) {
        PayloadRemoval removal = removal(daysLater, rows);
        removal.round().block(SOON);
        await().atMost(SOON).until(() -> {
            removal.round().block(SOON);
            return number("SELECT count(*) AS n FROM closed_days WHERE emptied_at IS NULL AND :organization <> ''")
                    == 0;
        });
    }

    private PayloadRemoval removal(int daysLater, int rows) {
        return new PayloadRemoval(
                database,
                api.bean(TransactionalOperator.class),
                InstantSource.fixed(Instant.now().plus(DAY.multipliedBy(daysLater))),
                new RetentionSettings(null, Duration.ofMinutes(1), rows),
                Duration.ZERO,
                new Meters(counted));
    }

    private double removedSoFar() {
        return counted.get("postrider.payloads.removed").counter().count();
    }

    private long number(String sql) {
        return Objects.requireNonNull(database.sql(sql)
                .bind("organization", organization)
                .map(row -> Rows.get(row, "n", Long.class))
                .one()
                .block(SOON));
    }

    private void execute(String sql) {
        database.sql(sql).then().block(SOON);
    }

    private Subject fannedOut(WebhookId webhook, Instant at) {
        Instant day = at.truncatedTo(ChronoUnit.MILLIS);
        EventId event = new EventId("old");
        OrganizationId owner = new OrganizationId(organization);
        return new Subject(
                DeliveryId.of(day, owner, event, webhook),
                webhook,
                owner,
                event,
                new EventType("order.paid"),
                day,
                day,
                1,
                1);
    }

    private static LogRecord failed(Subject subject, String answer) {
        return new LogRecord.Attempted(
                subject,
                Instant.now(),
                Trigger.EVENT,
                new AttemptOutcome.Responded(503, Map.of(), answer, Duration.ofMillis(3)),
                Map.of(),
                null,
                new Position("deliveries", 0, 1),
                new LogRecord.Next.Retrying(Instant.now()));
    }
}
