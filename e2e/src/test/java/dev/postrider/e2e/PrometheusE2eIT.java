package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.e2e.Expected.Moment;
import dev.postrider.testkit.ScriptedReceiver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every panel and every alert, asked of a real Prometheus that has scraped a course of events whose figures are known: exact where things
 * stand, to one in twenty where they flow.
 */
@Tag("proof")
class PrometheusE2eIT {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS = 280;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Per second. */
    private static final int FINE = 10;

    private static final int BAD = 2;
    private static final int LATER = 1;

    private static final int LATER_IN_ALL = TICKS / 10 * LATER;
    private static final int BAD_IN_ALL = TICKS / 10 * BAD;
    private static final int FAILING = 10;
    private static final int HELD_BY_BREAKER = 3;
    private static final int PAUSED = 7;
    private static final int HANGING = 3;
    private static final int REDRIVEN = 4;
    private static final int REJECTED = 15;
    private static final int WARM = 30;

    private static final Set<String> FIRING = Set.of("PostriderDeadLetterSurge", "PostriderEventsRejected");

    @Test
    void everyPanelAndAlertShowsWhatHappened() {
        int databasePort = Prometheus.freePort();
        Path dataDir = Workdir.fresh("watched");
        Map<String, String> settings = Map.of(
                "POSTRIDER_METRICS_INTERVAL", "250ms",
                "POSTRIDER_DISPATCHER_BREAKER_OPEN", "5m",
                "POSTRIDER_DATABASE_PORT", Integer.toString(databasePort));
        try (Program program = Program.start(dataDir, settings);
                Api api = Api.of(program);
                Kafka kafka = new Kafka(program);
                ScriptedReceiver receiver = ScriptedReceiver.start();
                Prometheus prometheus = Prometheus.start(
                        Workdir.fresh("watched-prometheus"),
                        URI.create(program.healthUrl()).getAuthority())) {
            subscribe(api, receiver);
            // What is slow the first time would be caught up with in the flow.
            publish(api, "fine", WARM);
            await(prometheus, "sum(postrider_delivered_seconds_count)", WARM);
            // Besides them the log has operational events of the webhooks that were just made.
            await(prometheus, "sum(postrider_log_written_records_total) >= bool " + 3 * WARM, 1);
            await(prometheus, "max(postrider_stage_lag{stage=\"log\"})", 0);
            flow(api);
            Instant flow = Instant.now().minusSeconds(1);
            rest(api, kafka, receiver);
            await(prometheus, "sum(postrider_shelf_lag)", PAUSED + HELD_BY_BREAKER);
            await(prometheus, "max(postrider_stage_lag{stage=\"deliveries\"})", HANGING);
            await(prometheus, "sum(postrider_in_flight)", HANGING);
            await(prometheus, "max(postrider_stage_lag{stage=\"log\"})", 0);
            await(prometheus, "sum(postrider_jobs_items_total{kind=\"redrive\"})", REDRIVEN);
            Instant rest = Instant.now();

            SoftAssertions all = new SoftAssertions();
            Expected expected = expected();
            Dashboards.panels().stream()
                    .filter(panel -> !panel.queries().isEmpty())
                    .forEach(panel -> all.assertThatCode(() -> expected.check(panel, prometheus, flow, rest))
                            .doesNotThrowAnyException());
            Postgres postgres = new Postgres(dataDir, databasePort);
            Dashboards.panels().stream()
                    .filter(panel -> !panel.sql().isEmpty())
                    .forEach(panel ->
                            all.assertThatCode(() -> check(panel, postgres)).doesNotThrowAnyException());
            AlertRules.all()
                    .forEach(rule -> all.assertThatCode(() -> check(rule, prometheus, rest))
                            .doesNotThrowAnyException());
            all.assertThat(prometheus
                            .query("count({job=\"postrider\"})", rest)
                            .getFirst()
                            .value())
                    .as("series of all three services")
                    .isLessThan(2_000);
            all.assertAll();
        }
    }

    /** Of the numbers in each column the sum; a webhook's or an hour's row alone has no other meaning. */
    private static void check(Dashboards.Panel panel, Postgres postgres) {
        String sql = panel.sql()
                .getFirst()
                .replace("${organization:sqlstring}", "'default'")
                .replace("$__timeFilter(hour)", "hour > now() - interval '7 days'");
        Map<String, Double> sums = new HashMap<>();
        postgres.query(sql)
                .forEach(row -> row.forEach((column, value) -> {
                    if (value.matches("[0-9.]+")) {
                        sums.merge(column, Double.valueOf(value), Double::sum);
                    }
                }));
        double dead = BAD_IN_ALL + FAILING + REDRIVEN;
        double delivered = WARM + TICKS + REDRIVEN;
        double failed = dead + LATER_IN_ALL;
        Map<String, Double> expected = switch (panel.title()) {
            case "Delivered and given up" -> Map.of("delivered", delivered, "given up", dead);
            case "Attempts" -> Map.of("attempts", delivered + failed, "failed", failed, "retries", 0.0);
            case "Share delivered" -> Map.of("share", delivered / (delivered + dead));
            case "Event types" -> Map.of("delivered", delivered, "dead", dead, "failed_attempts", failed);
            case "Webhooks whose attempts fail most" ->
                Map.of(
                        "attempts", delivered + failed,
                        "failed_attempts", failed,
                        "delivered", delivered,
                        "dead", dead);
            case "Mean duration of an attempt" -> Map.of();
            default -> throw new AssertionError("nothing is expected of " + panel);
        };
        assertThat(sums).as(panel.toString()).isNotEmpty();
        expected.forEach((column, value) -> assertThat(sums.getOrDefault(column, -1.0))
                .as("%s: %s", panel, column)
                .isCloseTo(value, within(1e-9)));
    }

    private static void check(AlertRules.Rule rule, Prometheus prometheus, Instant rest) {
        var series = prometheus.query(rule.query(), rest);
        if (!rule.isAlert()) {
            assertThat(series).as(rule.name()).singleElement().matches(one -> one.value() == 0);
        } else if (FIRING.contains(rule.name())) {
            assertThat(series).as(rule.name()).hasSize(1);
        } else {
            assertThat(series).as(rule.name()).isEmpty();
        }
    }

    private static void subscribe(Api api, ScriptedReceiver receiver) {
        receiver.on("/fine").reply(200);
        receiver.on("/bad").reply(400);
        receiver.on("/later").reply(425);
        receiver.on("/failing").reply(500);
        receiver.on("/paused").reply(200);
        receiver.on("/hanging").hang();
        receiver.on("/redriven")
                .reply(IntStream.range(0, REDRIVEN).map(_ -> 400).toArray())
                .then(200);
        api.subscribe(receiver.url("/fine"), "", "fine");
        api.subscribe(receiver.url("/bad"), "", "bad");
        api.subscribe(receiver.url("/later"), "\"retry\":{\"delays_seconds\":[3600]},", "later");
        api.subscribe(receiver.url("/failing"), "\"retry\":{\"max_retries\":0},", "failing");
        api.subscribe(receiver.url("/hanging"), "\"timeout_seconds\":300,", "hanging");
        Subscription paused = api.subscribe(receiver.url("/paused"), "", "paused");
        api.post("/api/v1/webhooks/" + paused.id() + "/pause", "{}");
    }

    /** At a steady pace by the clock, whatever single requests take. */
    private static void flow(Api api) {
        long begin = System.nanoTime();
        for (int tick = 0; tick < TICKS; tick++) {
            long due = begin + tick * TICK.toNanos();
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            publish(api, "fine", 1);
            publish(api, "bad", tick % 5 == 0 ? 1 : 0);
            publish(api, "later", tick % 10 == 0 ? 1 : 0);
        }
    }

    private static void rest(Api api, Kafka kafka, ScriptedReceiver receiver) {
        for (int i = 1; i <= FAILING; i++) {
            publish(api, "failing", 1);
            receiver.awaitRequests("/failing", i, SOON);
        }
        publish(api, "paused", PAUSED);
        IntStream.range(0, REJECTED).forEach(_ -> kafka.publish("no event"));
        api.post(
                "/api/v1/events",
                "{\"event\":\"scheduled\",\"data\":{},\"deliver_at\":\"%s\"}"
                        .formatted(Instant.now().plus(Duration.ofHours(1))));
        Subscription redriven = api.subscribe(receiver.url("/redriven"), "", "redriven");
        publish(api, "redriven", REDRIVEN);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> api.deliveries(redriven, "dead").size() == REDRIVEN);
        api.post("/api/v1/redrives", "{\"webhook_id\":\"%s\"}".formatted(redriven.id()));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> api.deliveries(redriven, "delivered").size() == REDRIVEN);
        publish(api, "failing", HELD_BY_BREAKER);
        publish(api, "hanging", HANGING);
    }

    private static void publish(Api api, String type, int times) {
        for (int i = 0; i < times; i++) {
            api.post("/api/v1/events", "{\"event\":\"%s\",\"data\":{}}".formatted(type));
        }
    }

    private static void await(Prometheus prometheus, String query, double value) {
        Awaitility.await(query + " is " + value)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> prometheus.query(query, Instant.now()).stream().anyMatch(one -> one.value() == value));
    }

    private static Expected expected() {
        Expected all = new Expected();
        pipeline(all);
        deliveryHealth(all);
        retries(all);
        services(all);
        return all;
    }

    private static void pipeline(Expected all) {
        all.panel("pipeline/Delivered within a minute").rate(0, "", 1);
        all.panel("pipeline/First attempted within a minute").rate(0, "", 1);
        all.panel("pipeline/Overdue, by stage")
                .exactly(0, "stage=fan-out", 0)
                .between(0, Moment.REST, "stage=deliveries", 0, 60)
                .exactly(0, "stage=log", 0)
                .exactly(0, "stage=retry.1h", 0);
        all.panel("pipeline/Without progress, by stage")
                .exactly(0, "stage=fan-out", 0)
                .between(0, Moment.REST, "stage=deliveries", 0.1, 60)
                .exactly(0, "stage=log", 0)
                .exactly(0, "stage=retry.1h", 0);
        all.panel("pipeline/Events")
                .rate(0, "", FINE + BAD + LATER)
                .rate(1, "", FINE + BAD + LATER)
                .rate(2, "", 0)
                .rate(3, "", 0)
                .rate(4, "", 0);
        all.panel("pipeline/Deliveries")
                .rate(0, "", FINE + BAD + LATER)
                .rate(1, "", FINE)
                .rate(2, "", LATER)
                .rate(3, "", BAD);
        all.panel("pipeline/Event to first attempt")
                .between(0, Moment.FLOW, "", 0, 1)
                .between(1, Moment.FLOW, "", 0, 5);
        all.panel("pipeline/Event to delivered")
                .between(0, Moment.FLOW, "", 0, 1)
                .between(1, Moment.FLOW, "", 0, 5);
        // Prometheus extends an increase to the ends of its window.
        all.panel("pipeline/Rejected records within 15 minutes").between(0, Moment.REST, "", REJECTED, REJECTED * 1.1);
        all.panel("pipeline/Records not done, by stage")
                .exactly(0, "stage=fan-out", 0)
                .exactly(0, "stage=deliveries", HANGING)
                .exactly(0, "stage=log", 0)
                .exactly(0, "stage=retry.1s", 0)
                .exactly(0, "stage=retry.1h", LATER_IN_ALL + 1);
        all.panel("pipeline/Oldest record, by stage")
                .exactly(0, "stage=fan-out", 0)
                .between(0, Moment.REST, "stage=deliveries", 0.1, 60)
                .exactly(0, "stage=log", 0)
                .between(0, Moment.REST, "stage=retry.1h", 25, 150);
    }

    private static void deliveryHealth(Expected all) {
        all.panel("delivery-health/Attempts, by outcome")
                .rate(0, "outcome=success", FINE)
                .rate(0, "outcome=client_error", BAD + LATER)
                .rate(0, "outcome=server_error", 0)
                .rate(0, "outcome=timeout", 0);
        all.panel("delivery-health/Duration of an attempt")
                .between(0, Moment.FLOW, "", 0, 0.25)
                .between(1, Moment.FLOW, "", 0, 1)
                .between(2, Moment.FLOW, "", 0, 5);
        all.panel("delivery-health/Breakers, by state")
                .exactly(0, "state=open", 1)
                .exactly(0, "state=half_open", 0)
                .between(0, Moment.REST, "state=closed", 1, 6);
        all.panel("delivery-health/Webhooks, by state")
                .exactly(0, "state=active", 6)
                .exactly(0, "state=paused", 1)
                .exactly(0, "state=disabled", 0)
                .exactly(0, "state=off", 0)
                .exactly(0, "state=locked", 0);
        all.panel("delivery-health/In flight").exactly(0, "", HANGING);
        all.panel("delivery-health/Held, by reason").rate(0, "reason=paused", 0).rate(0, "reason=breaker_open", 0);
        all.panel("delivery-health/Lanes, by state")
                .exactly(0, "state=behind", 2)
                .between(0, Moment.REST, "state=current", 1, 6);
        all.panel("delivery-health/Bodies on the shelf")
                .between(0, Moment.REST, "", 10 * 50, 10 * 400)
                .between(1, Moment.REST, "", PAUSED * 50, PAUSED * 400);
        all.panel("delivery-health/Records on the shelf").exactly(0, "", PAUSED + HELD_BY_BREAKER);
        all.panel("delivery-health/Longest held").between(0, Moment.REST, "", 0.1, 120);
        all.panel("delivery-health/Cancelled, by reason").rate(0, "reason=requested", 0);
        all.panel("delivery-health/Connections").between(0, Moment.REST, "", HANGING, 40);
        all.panel("delivery-health/Exchanges on a connection that was open").between(0, Moment.FLOW, "", 0.9, 1);
        all.panel("delivery-health/Copies passed over").rate(0, "", 0);
    }

    private static void retries(Expected all) {
        all.panel("retries-and-dead-letters/Dead letters since the start, by reason")
                .exactly(0, "reason=permanent_failure", BAD_IN_ALL + REDRIVEN)
                .exactly(0, "reason=exhausted", FAILING)
                .exactly(0, "reason=expired", 0)
                .exactly(0, "reason=webhook_disabled", 0)
                .exactly(0, "reason=backlog_expired", 0);
        all.panel("retries-and-dead-letters/Given up, by reason")
                .rate(0, "reason=permanent_failure", BAD)
                .rate(0, "reason=exhausted", 0);
        all.panel("retries-and-dead-letters/Jobs")
                .between(0, Moment.REST, "kind=redrive", 0.05, 1)
                .rate(0, "kind=replay", 0)
                .rate(0, "kind=cancel", 0);
        all.panel("retries-and-dead-letters/To be retried, by tier")
                .rate(0, "tier=1h", LATER)
                .rate(0, "tier=1m", 0)
                .rate(0, "tier=in_place", 0);
        all.panel("retries-and-dead-letters/Waiting, by tier")
                .exactly(0, "stage=retry.1h", LATER_IN_ALL + 1)
                .exactly(0, "stage=retry.1s", 0)
                .exactly(0, "stage=retry.1d", 0);
        all.panel("retries-and-dead-letters/Overdue, by tier")
                .exactly(0, "stage=retry.1s", 0)
                .exactly(0, "stage=retry.1h", 0);
        all.panel("retries-and-dead-letters/Lateness of hand-back").between(0, Moment.REST, "tier=1s", 0, 2.5);
        all.panel("retries-and-dead-letters/In memory, by tier")
                .between(0, Moment.REST, "tier=1h", 1, LATER_IN_ALL + 1)
                .exactly(0, "tier=1s", 0);
        all.panel("retries-and-dead-letters/Unreadable, by tier").rate(0, "tier=1s", 0);
    }

    private static void services(Expected all) {
        all.panel("services/Delay of the log").between(0, Moment.FLOW, "", 0, 10);
        all.panel("services/Duration of a transaction").between(0, Moment.FLOW, "", 0, 5);
        // Of each delivery: the event, that it was made, the attempt; of a dead one that too. A round of fan-out has a
        // record
        // besides, and may be of one event or of several.
        double records = 3 * (FINE + BAD + LATER) + BAD;
        all.panel("services/Records written")
                .between(0, Moment.FLOW, "", records * 0.95, (records + FINE + BAD + LATER) * 1.05);
        all.panel("services/Records in hand").exactly(0, "", 0);
        all.panel("services/Failed transactions").rate(0, "", 0);
        all.panel("services/Payloads removed").rate(0, "", 0);
        all.panel("services/Records that left no row")
                .rate(0, "reason=unreadable", 0)
                .rate(0, "reason=invalid_event", 0)
                .rate(1, "", 0);
        all.panel("services/Rejected events in the log, by reason")
                .between(0, Moment.REST, "reason=invalid_event", 0.1, 3);
        all.panel("services/Days with tables ahead").exactly(0, "", 3);
        all.panel("services/Sealed, by master key").exactly(0, "place=plain", 0);
        all.panel("services/Connections to PostgreSQL")
                .between(0, Moment.REST, "", 0, 20)
                .between(1, Moment.REST, "", 0, 20);
        all.panel("services/Requests, by status").rate(0, "status=202", FINE + BAD + LATER);
        all.panel("services/Slowest request of late").between(0, Moment.FLOW, "uri=/api/v1/events", 0, 10);
        all.panel("services/Scraped").exactly(0, "", 1);
        all.panel("services/Heap").between(0, Moment.REST, "", 1e6, 600e6);
        all.panel("services/Processor").between(0, Moment.FLOW, "", 0, 1);
        all.panel("services/Garbage collection").between(0, Moment.FLOW, "", 0, 1);
        all.panel("services/Threads").between(0, Moment.REST, "", 10, 1_000);
        all.panel("services/Open files").between(0, Moment.REST, "", 10, 10_000);
    }
}
