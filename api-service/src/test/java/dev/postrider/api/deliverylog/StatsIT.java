package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.json.Json;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the log's writer adds up, and for how long days are kept; over REST, a real broker and a real database. */
class StatsIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);

    private static LogFixture log;

    @BeforeAll
    static void start() throws Exception {
        log = new LogFixture(StatsIT.class);
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void deliveriesAndExchangesCountOnceInTheirHours() {
        String organization = organization();
        UUID orders = UUID.randomUUID();
        UUID users = UUID.randomUUID();
        LogSamples retried =
                LogSamples.of(organization, orders, "a").typed("order.paid").at(hour.plusSeconds(3_599));
        LogSamples dead =
                LogSamples.of(organization, orders, "b").typed("order.paid").at(hour.plusSeconds(60));
        LogSamples quick = LogSamples.of(organization, users, "c").at(hour.plusSeconds(60));
        LogSamples tested = LogSamples.of(organization, users, "d").at(hour.plusSeconds(60));
        List<LogRecord> records = List.of(
                retried.fannedOut(),
                retried.retrying(1, 1, Duration.ZERO),
                retried.attempted(
                        1, 2, SECOND.multipliedBy(5), Trigger.RETRY, LogSamples.ok("ok"), new Next.Delivered()),
                dead.givenUp(1, 1, SECOND),
                dead.dead(1, 1, SECOND),
                quick.delivered(1, 1, SECOND),
                tested.attempted(1, 1, SECOND, Trigger.TEST, LogSamples.ok("ok"), new Next.Delivered()));
        log.log(records);
        // Told again, as after a crash of the dispatcher: the deliveries have ended once, and each exchange was one.
        log.log(dead.dead(1, 1, SECOND.multipliedBy(2)), quick.fannedOut(), retried.fannedOut());
        String range = "?from=" + hour + "&to=" + hour.plus(3, ChronoUnit.HOURS);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(stats(organization, range)
                                .required("totals")
                                .required("attempts")
                                .intValue())
                        .isEqualTo(4));

        JsonNode totals = stats(organization, range).required("totals");
        assertThat(totals.required("delivered").intValue()).isEqualTo(2);
        assertThat(totals.required("dead").intValue()).isEqualTo(1);
        assertThat(totals.required("success_rate").doubleValue()).isCloseTo(0.6667, within(1e-9));
        assertThat(totals.required("failed_attempts").intValue()).isEqualTo(2);
        assertThat(totals.required("retries").intValue()).isEqualTo(2);
        assertThat(totals.required("retry_rate").doubleValue()).isEqualTo(0.5);
        assertThat(totals.required("latency_ms").required("average").doubleValue())
                .isEqualTo(12.0);
        assertThat(totals.required("latency_ms").required("p99").doubleValue()).isCloseTo(12, within(1.1));

        assertThat(items(organization, range + "&group_by=webhook", "webhook_id", "attempts"))
                .isEqualTo(Map.of(orders.toString(), 3, users.toString(), 1));
        assertThat(items(organization, range + "&group_by=event_type", "event_type", "dead"))
                .isEqualTo(Map.of("order.paid", 1, "user.created", 0));
        assertThat(items(organization, range + "&group_by=hour&event_type=order.paid", "from", "attempts"))
                .as("the retry ended in the next hour")
                .isEqualTo(Map.of(
                        hour.toString(), 2, hour.plus(1, ChronoUnit.HOURS).toString(), 1));
        assertThat(stats(organization, range + "&webhook_id=" + users)
                        .required("totals")
                        .required("success_rate")
                        .doubleValue())
                .isEqualTo(1.0);
    }

    @Test
    void whatIsAddedUpIsWhatTheLogHolds() {
        String organization = organization();
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            LogSamples one =
                    LogSamples.of(organization, new UUID(0, i % 7), "many-" + i).at(hour.plusSeconds(30L * i));
            records.add(one.retrying(1, 1, SECOND));
            records.add(i % 3 == 0 ? one.givenUp(1, 2, SECOND.multipliedBy(2)) : one.delivered(1, 2, SECOND));
            if (i % 3 == 0) {
                records.add(one.dead(1, 2, SECOND.multipliedBy(2)));
            }
        }
        log.log(records);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sum("attempts", organization)).isEqualTo(400));

        assertThat(sum("delivered", organization))
                .isEqualTo(count("deliveries", "status = 'delivered'", organization))
                .isEqualTo(133);
        assertThat(sum("dead", organization)).isEqualTo(count("deliveries", "died_at IS NOT NULL", organization));
        assertThat(sum("attempts", organization)).isEqualTo(count("delivery_attempts", "true", organization));
        assertThat(sum("failed_attempts", organization))
                .isEqualTo(count("delivery_attempts", "NOT succeeded", organization));
        assertThat(log.number("SELECT sum(attempts) FROM stats_latencies WHERE organization_id = ?", organization))
                .isEqualTo(400);
    }

    @Test
    void webhooksThatStandOutAreFoundInAnOrganizationAndByItsAdministratorInAll() {
        String organization = organization();
        String other = organization();
        UUID failing = UUID.randomUUID();
        UUID busy = UUID.randomUUID();
        UUID once = UUID.randomUUID();
        UUID foreign = UUID.randomUUID();
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            records.add(LogSamples.of(organization, failing, "f" + i).at(hour).givenUp(1, 1, SECOND));
            records.add(LogSamples.of(other, foreign, "x" + i).at(hour).givenUp(1, 1, SECOND));
        }
        for (int i = 0; i < 9; i++) {
            records.add(LogSamples.of(organization, busy, "b" + i).at(hour).delivered(1, 1, SECOND));
        }
        records.add(LogSamples.of(organization, once, "s").at(hour).delivered(1, 1, SECOND));
        log.log(records);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(sum("attempts", organization)).isEqualTo(13);
            assertThat(sum("attempts", other)).isEqualTo(3);
        });
        String range = "&from=" + hour;

        assertThat(top(organization, "?by=failures" + range)).containsExactly(failing.toString());
        assertThat(top(organization, "?by=volume&limit=2" + range))
                .containsExactly(busy.toString(), failing.toString());
        assertThat(top(organization, "?by=time" + range))
                .containsExactly(busy.toString(), failing.toString(), once.toString());
        assertThat(top(organization, "?by=latency" + range))
                .containsExactlyInAnyOrder(busy.toString(), failing.toString(), once.toString());
        assertThat(top(organization, "?by=dead" + range)).isEmpty();
        JsonNode all = Json.tree(
                log.ask("platform_admin:" + organization, "/api/v1/stats/top?all_organizations=true&limit=200" + range)
                        .body());
        assertThat(all.required("items")
                        .valueStream()
                        .filter(item ->
                                item.required("webhook_id").stringValue().equals(foreign.toString()))
                        .toList())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.required("organization_id").stringValue()).isEqualTo(other);
                    assertThat(item.required("failed_attempts").intValue()).isEqualTo(3);
                    assertThat(item.required("latency_ms").required("average").doubleValue())
                            .isPositive();
                });
        assertThat(log.ask("viewer:" + organization, "/api/v1/stats/top?all_organizations=true")
                        .statusCode())
                .isEqualTo(403);
        assertThat(problem("/top?by=luck")).contains("by", "failures");
    }

    @Test
    void statisticsOfAnotherOrganizationAreNotSeen() {
        String mine = organization();
        String theirs = organization();
        LogSamples samples = LogSamples.of(theirs, UUID.randomUUID(), "x").at(hour);
        log.log(samples.delivered(1, 1, SECOND));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(sum("attempts", theirs)).isOne());

        JsonNode answer = stats(mine, "?group_by=webhook");

        assertThat(answer.required("totals").required("attempts").intValue()).isZero();
        assertThat(answer.required("totals").required("success_rate").isNull()).isTrue();
        assertThat(answer.required("totals").required("latency_ms").isNull()).isTrue();
        assertThat(answer.required("items").isEmpty()).isTrue();
        assertThat(log.ask("viewer:" + mine, "/api/v1/webhooks/" + samples.webhook() + "/stats")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void badQuestionsAreNamed() {
        assertThat(problem("?group_by=colour")).contains("group_by", "event_type");
        assertThat(problem("?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"))
                .contains("92 days");
        assertThat(problem("?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&group_by=hour"))
                .contains("31 days", "group_by=day");
        assertThat(problem("?limit=7")).contains("limit");
    }

    @Test
    void daysPastTheirTimeAreDroppedAndNoOthers() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        log.execute("SELECT create_log_day('deliveries', DATE '%s')".formatted(today.minusDays(40)));
        log.execute("SELECT create_log_day('delivery_attempts', DATE '%s')".formatted(today.minusDays(31)));
        log.execute("SELECT create_log_day('delivery_attempts', DATE '%s')".formatted(today.minusDays(40)));
        log.execute("SELECT create_log_day('events', DATE '%s')".formatted(today.minusDays(40)));
        log.execute("SELECT create_log_day('stats_hours', DATE '%s')".formatted(today.minusDays(402)));

        log.bean(LogPartitions.class).maintain().block(SOON);

        assertThat(isThere("deliveries", today.minusDays(40))).isFalse();
        assertThat(isThere("delivery_attempts", today.minusDays(40))).isFalse();
        assertThat(isThere("delivery_attempts", today.minusDays(31)))
                .as("a day of grace")
                .isTrue();
        assertThat(isThere("events", today.minusDays(40)))
                .as("events are kept for 90 days")
                .isTrue();
        assertThat(isThere("stats_hours", today.minusDays(402))).isFalse();
        assertThat(isThere("stats_hours", today.plusDays(3))).isTrue();
    }

    private static boolean isThere(String table, LocalDate day) {
        String name = table + "_" + day.toString().replace("-", "");
        return log.number("SELECT count(*) FROM pg_class WHERE relname = ?", name) == 1;
    }

    private static String organization() {
        String id = "org-" + UUID.randomUUID();
        log.execute("INSERT INTO organizations (id, name, created_at) VALUES ('" + id + "', 'Test', now())");
        return id;
    }

    private static long sum(String column, String organization) {
        return log.number("SELECT sum(" + column + ") FROM stats_hours WHERE organization_id = ?", organization);
    }

    private static long count(String table, String condition, String organization) {
        return log.number(
                "SELECT count(*) FROM " + table + " WHERE organization_id = ? AND " + condition, organization);
    }

    private static JsonNode stats(String organization, String query) {
        return log.get(organization, "/api/v1/stats" + query);
    }

    private static List<String> top(String organization, String query) {
        return log.get(organization, "/api/v1/stats/top" + query)
                .required("items")
                .valueStream()
                .map(item -> item.required("webhook_id").stringValue())
                .toList();
    }

    private static Map<String, Integer> items(String organization, String query, String name, String value) {
        Map<String, Integer> items = new TreeMap<>();
        stats(organization, query)
                .required("items")
                .forEach(item -> items.put(
                        item.required(name).stringValue(), item.required(value).intValue()));
        return items;
    }

    private static String problem(String query) {
        HttpResponse<byte[]> answer = log.ask("viewer:acme", "/api/v1/stats" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        return Json.tree(answer.body()).required("errors").toString();
    }
}
