package dev.postrider.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.api.deliverylog.Selection;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.operational.OperationalEvents;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.PastDeliveries;
import dev.postrider.api.support.RunningApi;
import dev.postrider.api.web.Cursor;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Redrives, replays and cancellations, from the request to the records on the topics and back to the log. */
class JobsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final String REDRIVES = "/api/v1/redrives";

    private static final RunningApi API = RunningApi.start(
            TestDatabase.fresh(),
            TestBroker.uniquePrefix(JobsIT.class),
            Map.of("postrider.jobs.lease", "10s", "postrider.jobs.poll-interval", "200ms"));

    private final String organization = API.newOrganization();
    private final WebTestClient client = API.adminOf(organization);
    private final PastDeliveries past = new PastDeliveries(API, organization);
    private final WebhookId webhook = past.webhook("order.*");

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void redriveSendsDeadLettersAsTheirNextTryAndTheLogSaysSo() {
        past.webhook("postrider.redrive.completed");
        List<Delivery> dead = past.dead(webhook, "order.paid", 503, 3);
        past.dead(webhook, "order.sent", 500, 1);
        String filter = "\"webhook_id\":\"" + webhook + "\",\"status_code\":503";

        JsonNode dry = Json.of(post(REDRIVES, "{" + filter + ",\"dry_run\":true}"), 200);
        assertThat(dry.required("count").longValue()).isEqualTo(3);
        assertThat(dry.required("sample")
                        .valueStream()
                        .map(one -> one.required("status_code").intValue()))
                .containsExactly(503, 503, 503);
        assertThat(tier()).isEmpty();

        JsonNode job = accepted(post(REDRIVES, "{" + filter + "}"));
        JsonNode done = awaitEnd(REDRIVES, job, "completed");

        assertThat(done.required("total").longValue()).isEqualTo(3);
        assertThat(done.required("done").longValue()).isEqualTo(3);
        assertThat(done.required("skipped").longValue()).isZero();
        assertThat(done.required("rate_per_second").intValue()).isEqualTo(100);
        assertThat(done.at("/filter/status_code").intValue()).isEqualTo(503);
        List<Delivery> sent = tier();
        assertThat(ids(sent)).containsExactlyInAnyOrderElementsOf(ids(dead));
        Delivery first = dead.getFirst();
        assertThat(sent)
                .filteredOn(delivery -> delivery.id().equals(first.id()))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.tryNumber()).isEqualTo(2);
                    assertThat(delivery.attempt()).isEqualTo(1);
                    assertThat(delivery.trigger().text()).isEqualTo("redrive");
                    assertThat(delivery.tryStartedAt()).isAfter(first.tryStartedAt());
                    assertThat(delivery.body()).isEqualTo(first.body());
                });
        past.awaitCount("?status=pending", 3);
        JsonNode logged = get("/api/v1/deliveries/" + first.id());
        assertThat(logged.required("try").intValue()).isEqualTo(2);
        assertThat(logged.required("redrive_id")).isEqualTo(job.required("id"));
        assertThat(past.list("/api/v1/dead-letters")).hasSize(1);
        assertThat(past.list(REDRIVES)).hasSize(1);
        String events = "/api/v1/events?event_type=postrider.redrive.completed";
        await().atMost(SOON).until(() -> past.list(events).size() == 1);
        String event = past.list(events).getFirst().required("id").stringValue();
        assertThat(get("/api/v1/events/" + event).required("data").toString())
                .isEqualTo("{\"redrive_id\":" + job.required("id")
                        + ",\"total\":3,\"done\":3,\"skipped\":0,\"skipped_reasons\":{}}");
    }

    @Test
    void redriveByIdsTakesThemAloneAndSaysWhatIsWrongWithThem() {
        List<Delivery> dead = past.dead(webhook, "order.paid", 503, 3);
        Delivery waiting = past.waiting(webhook, "order.paid", 1).getFirst();
        PastDeliveries stranger = new PastDeliveries(API, API.newOrganization());
        Delivery foreign =
                stranger.dead(stranger.webhook("*"), "order.paid", 503, 1).getFirst();

        JsonNode job = accepted(post(REDRIVES, idsOf(dead.get(0), dead.get(2), dead.get(0))));
        awaitEnd(REDRIVES, job, "completed");

        assertThat(ids(tier()))
                .containsExactlyInAnyOrder(
                        dead.get(0).id().toString(), dead.get(2).id().toString());
        JsonNode missing = Json.of(post(REDRIVES, idsOf(dead.get(1), dead.get(1), foreign)), 404);
        assertThat(Json.fields(missing)).containsExactly("delivery_ids[2]");
        JsonNode alive = Json.of(post(REDRIVES, idsOf(waiting, dead.get(1))), 409);
        assertThat(Json.message(alive, "delivery_ids[0]")).isEqualTo("is no dead letter; its status is pending");
    }

    @Test
    void whatCannotBeRedrivenIsLeftOutAndCountedByReason() {
        WebhookId deleted = past.webhook("*");
        WebhookId off = past.webhook("*");
        past.dead(deleted, "order.paid", 503, 2);
        past.dead(off, "order.paid", 503, 1);
        past.deadWithoutLetter(webhook, "order.paid");
        Delivery sound = past.dead(webhook, "order.sent", 503, 1).getFirst();
        client.delete()
                .uri("/api/v1/webhooks/" + deleted)
                .exchange()
                .expectStatus()
                .isNoContent();
        client.patch()
                .uri("/api/v1/webhooks/" + off)
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .bodyValue("{\"enabled\":false}")
                .exchange()
                .expectStatus()
                .isOk();

        JsonNode done = awaitEnd(REDRIVES, accepted(post(REDRIVES, "{\"confirm\":true}")), "completed");

        assertThat(done.required("total").longValue()).isEqualTo(5);
        assertThat(done.required("done").longValue()).isEqualTo(1);
        assertThat(done.required("skipped").longValue()).isEqualTo(4);
        assertThat(done.required("skipped_reasons").toString())
                .isEqualTo("{\"payload_expired\":1,\"webhook_deleted\":2,\"webhook_off\":1}");
        assertThat(ids(tier())).containsExactly(sound.id().toString());
    }

    @Test
    void rateIsKeptAndACancellationIsMetWithinASecond() {
        past.dead(webhook, "order.paid", 503, 150);
        JsonNode job = accepted(post(REDRIVES, "{\"webhook_id\":\"" + webhook + "\",\"rate_per_second\":20}"));
        String path = REDRIVES + "/" + job.required("id").stringValue();
        JsonNode overlap = Json.of(post(REDRIVES, "{\"event_type\":\"order.paid\"}"), 409);
        assertThat(overlap.required("detail").stringValue())
                .contains(job.required("id").stringValue());
        WebhookId other = past.webhook("*");
        accepted(post(REDRIVES, "{\"webhook_id\":\"" + other + "\"}"));
        await().atMost(SOON).until(() -> get(path).required("done").longValue() >= 40);

        assertThat(Json.of(post(path + "/cancel", ""), 200).required("status").stringValue())
                .isEqualTo("cancelled");
        Instant cancelled = Instant.now();
        Json.of(post(path + "/cancel", ""), 200);

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> tier().size() < 150);
        List<Instant> starts =
                tier().stream().map(Delivery::tryStartedAt).sorted().toList();
        assertThat(starts.getLast()).isBefore(cancelled.plusSeconds(1));
        for (int i = 0; i + 25 < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i), starts.get(i + 25)))
                    .as("26 of them, at 20 a second in pages of 5")
                    .isGreaterThan(Duration.ofMillis(950));
        }
        assertThat(get(path).required("done").longValue()).isEqualTo(starts.size());
        assertThat(get(path).required("finished_at").isString()).isTrue();
    }

    /**
     * The first runner does one page whole. The second is on its way to the dispatcher when it dies, but its place is not saved
     * and the log has not heard of it: the worst moment.
     */
    @Test
    void secondRunnerRepeatsThePageOfOneThatDiedWithTheSameIdentities() throws Exception {
        List<Delivery> dead = past.dead(webhook, "order.paid", 503, 12);
        JobWork whole = API.bean(RedriveWork.class);
        AtomicInteger pages = new AtomicInteger();
        JobWork dying = new JobWork() {
            @Override
            public JobKind kind() {
                return JobKind.REDRIVE;
            }

            @Override
            public Mono<JobPage> page(Job job, int size) {
                Mono<JobPage> page = whole.page(job, size);
                return pages.incrementAndGet() == 1 ? page : page.then(Mono.never());
            }
        };
        UUID dies = UUID.randomUUID();
        Leases leases = new Leases(
                API.bean(DatabaseClient.class),
                API.bean(TransactionalOperator.class),
                API.bean(OperationalEvents.class),
                dies,
                LEASE);
        Job job = Job.of(
                new OrganizationId(organization),
                JobKind.REDRIVE,
                new Selection(List.of(), webhook, null, null, null, null, null, null),
                20,
                12,
                "test",
                Instant.now());
        insertLeased(job, dies);

        try (Connection holdsUpTheLog = API.database().connect();
                Statement lock = holdsUpTheLog.createStatement()) {
            holdsUpTheLog.setAutoCommit(false);
            lock.execute("LOCK TABLE log_offsets IN EXCLUSIVE MODE");
            Disposable first = new JobRun(
                            dying, leases, InstantSource.system(), API.bean(JobProperties.class), () -> false)
                    .toTheEnd(job)
                    .subscribe();
            await().atMost(SOON).until(() -> tier().size() == 10);
            first.dispose();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(get(REDRIVES + "/" + job.id())
                                    .required("status")
                                    .stringValue())
                            .isEqualTo("completed"));
        }

        Map<String, Long> sent = ids(tier()).stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(sent.keySet()).containsExactlyInAnyOrderElementsOf(ids(dead));
        assertThat(sent.values().stream().filter(count -> count == 2)).hasSize(5);
        assertThat(sent.values().stream().filter(count -> count > 2)).isEmpty();
        assertThat(tier())
                .allSatisfy(delivery -> assertThat(delivery.tryNumber()).isEqualTo(2));
        assertThat(get(REDRIVES + "/" + job.id()).required("done").longValue()).isEqualTo(12);
        past.awaitCount("?status=pending", 12);
    }

    @Test
    void replayBringsPastEventsToAWebhookThatWasMadeLater() {
        String data = "{ \"n\" : 1.0, \"u\":\"\\u00e4\" }";
        for (String type : List.of("order.paid", "order.sent", "user.created")) {
            Json.of(
                    post(
                            "/api/v1/events",
                            "{\"event\":\"" + type + "\",\"id\":\"" + type + "\",\"data\":" + data + "}"),
                    202);
        }
        // Postrider's own, which only it may publish.
        API.bean(RecordProducer.class)
                .send(new ProducerRecord<>(
                        API.topics().events(),
                        ("{\"event\":\"postrider.webhook.created\",\"organization_id\":\"" + organization
                                        + "\",\"data\":{}}")
                                .getBytes(StandardCharsets.UTF_8)))
                .block(SOON);
        await().atMost(SOON).until(() -> past.list("/api/v1/events").size() == 4);
        WebhookId later = past.webhook("order.*");
        WebhookId everything = past.webhook("*");
        String path = "/api/v1/webhooks/" + later + "/replay";
        Json.of(post(path, "{}"), 422);
        JsonNode dry = Json.of(post(path, "{\"dry_run\":true}"), 200);
        assertThat(dry.required("count").longValue()).isEqualTo(2);
        assertThat(dry.at("/sample/0/event").stringValue()).isEqualTo("order.paid");
        assertThat(Json.of(post("/api/v1/webhooks/" + everything + "/replay", "{\"dry_run\":true}"), 200)
                        .required("count")
                        .longValue())
                .isEqualTo(3);

        JsonNode job = accepted(post(path, "{\"from\":\"2026-01-01T00:00:00Z\"}"));
        JsonNode done = awaitEnd("/api/v1/replays", job, "completed");

        assertThat(done.required("done").longValue()).isEqualTo(2);
        assertThat(done.at("/filter/webhook_id").stringValue()).isEqualTo(later.toString());
        List<InternalEvent> brought = TopicReader.read(API.topics().eventsInternal()).stream()
                .map(InternalEventCodec::decode)
                .filter(event -> event.event().organization().value().equals(organization))
                .toList();
        assertThat(brought)
                .extracting(event -> event.event().id().value())
                .containsExactlyInAnyOrder("order.paid", "order.sent");
        assertThat(brought).allSatisfy(event -> {
            InternalEvent.Replay replay = Objects.requireNonNull(event.replay());
            assertThat(replay.webhook()).isEqualTo(later);
            assertThat(replay.id().toString()).isEqualTo(job.required("id").stringValue());
            assertThat(replay.published()).isBefore(event.event().appendedAt());
            assertThat(event.event().data().text()).isEqualTo(data);
            assertThat(event.event().appendedAt().toEpochMilli())
                    .isEqualTo(Instant.parse(job.required("created_at").stringValue())
                            .toEpochMilli());
        });
        JsonNode one = accepted(post(
                "/api/v1/replays",
                "{\"webhook_id\":\"" + later + "\",\"event_id\":\"order.sent\",\"rate_per_second\":1}"));
        assertThat(awaitEnd("/api/v1/replays", one, "completed")
                        .required("done")
                        .longValue())
                .isEqualTo(1);
        JsonNode without = Json.of(post("/api/v1/replays", "{\"confirm\":true}"), 400);
        assertThat(Json.fields(without)).containsExactly("webhook_id");
    }

    @Test
    void replayFindsWhatLiesFarApartInTheLogAndKnowsOneUseOfAnIdFromAnother() throws SQLException {
        insertEvents(12_000);

        JsonNode dry = Json.of(post("/api/v1/webhooks/" + webhook + "/replay", "{\"dry_run\":true}"), 200);
        JsonNode done = awaitEnd(
                "/api/v1/replays",
                accepted(post("/api/v1/webhooks/" + webhook + "/replay", "{\"confirm\":true}")),
                "completed");

        assertThat(dry.required("count").longValue()).isEqualTo(3);
        assertThat(dry.required("count_is_exact").booleanValue()).isTrue();
        assertThat(done.required("done").longValue()).isEqualTo(3);
    }

    @Test
    void jobWhosePageTakesTheDatabaseTooLongFails() throws SQLException {
        DatabaseClient database = API.bean(DatabaseClient.class);
        Job job = run(size -> database.sql("DO $$ BEGIN RAISE EXCEPTION 'too long' USING ERRCODE = '57014'; END $$")
                .then()
                .thenReturn(new JobPage(size, Map.of(), null, true)));

        assertThat(get(REDRIVES + "/" + job.id()).required("status").stringValue())
                .isEqualTo("failed");
        assertThat(get(REDRIVES + "/" + job.id()).required("error").stringValue())
                .startsWith("the database took too long");
    }

    @Test
    void pageThatTakesTooLongIsTriedAgainWithLess() throws SQLException {
        Job job = run(size -> size > 12
                ? Mono.error(new TimeoutException("more than can be read in time"))
                : Mono.just(new JobPage(size, Map.of(), null, true)));

        assertThat(get(REDRIVES + "/" + job.id()).required("status").stringValue())
                .isEqualTo("completed");
        assertThat(get(REDRIVES + "/" + job.id()).required("done").longValue()).isEqualTo(12);
    }

    @Test
    void replayEndsWhenItsWebhookIsSwitchedOffAndDoesNotBeginThen() {
        Json.of(post("/api/v1/events", "{\"event\":\"order.paid\",\"data\":1}"), 202);
        Json.of(post("/api/v1/events", "{\"event\":\"order.paid\",\"data\":2}"), 202);
        Json.of(post("/api/v1/events", "{\"event\":\"order.paid\",\"data\":3}"), 202);
        await().atMost(SOON).until(() -> past.list("/api/v1/events").size() == 3);
        String path = "/api/v1/webhooks/" + webhook + "/replay";
        JsonNode job = accepted(post(path, "{\"event_type\":\"order.paid\",\"rate_per_second\":1}"));

        client.patch()
                .uri("/api/v1/webhooks/" + webhook)
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .bodyValue("{\"enabled\":false}")
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(awaitEnd("/api/v1/replays", job, "failed").required("error").stringValue())
                .isEqualTo("the webhook was switched off");
        Json.of(post(path, "{\"event_type\":\"order.paid\"}"), 409);
    }

    @Test
    void cancellationTellsDispatchersFirstAndThenTheLog() {
        WebhookId other = past.webhook("*");
        List<Delivery> waiting = past.waiting(webhook, "order.paid", 3);
        past.waiting(webhook, "order.sent", 1);
        past.waiting(other, "order.paid", 1);
        past.dead(webhook, "order.paid", 503, 1);
        String filter = "\"webhook_id\":\"" + webhook + "\",\"event_type\":\"order.paid\"";
        JsonNode dry = Json.of(post("/api/v1/deliveries/cancel", "{" + filter + ",\"dry_run\":true}"), 200);
        assertThat(dry.required("count").longValue()).isEqualTo(3);
        assertThat(dry.required("sample").size()).isEqualTo(3);

        JsonNode job = accepted(post("/api/v1/deliveries/cancel", "{" + filter + "}"));

        List<ConsumerRecord<byte[], byte[]>> controls = TopicReader.read(
                        API.topics().controls())
                .stream()
                .filter(record -> ControlCodec.decode(record).webhook().equals(webhook))
                .toList();
        assertThat(controls).singleElement().satisfies(record -> {
            Control.OfMatching control = (Control.OfMatching) ControlCodec.decode(record);
            assertThat(control.id().toString()).isEqualTo(job.required("id").stringValue());
            assertThat(control.before()).isEqualTo(job.required("created_at").stringValue());
            assertThat(control.ends(waiting.getFirst())).isTrue();
            assertThat(control.ends(past.fannedOut(webhook, "order.paid"))).isFalse();
            assertThat(record.partition()).isEqualTo(partitionOfDeliveries(webhook));
        });
        awaitEnd("/api/v1/cancellations", job, "completed");
        past.awaitCount("?status=cancelled&reason=requested", 3);
        past.awaitCount("?status=pending", 2);
        assertThat(past.list("/api/v1/cancellations")).hasSize(1);
        Json.of(post("/api/v1/deliveries/cancel", "{}"), 422);
        accepted(post("/api/v1/deliveries/cancel", "{\"confirm\":true}"));
        past.awaitCount("?status=cancelled&reason=requested", 5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redrives | {} | 422 | confirm",
                "redrives | {\"rate_per_second\":0} | 400 | rate_per_second",
                "redrives | {\"rate_per_second\":-1} | 400 | rate_per_second",
                "redrives | {\"rate_per_second\":1001} | 400 | rate_per_second",
                "redrives | {\"status\":\"dead\"} | 400 | status",
                "redrives | {\"reason\":\"paused\"} | 400 | reason",
                "redrives | {\"status_code\":99} | 400 | status_code",
                "redrives | {\"from\":\"yesterday\"} | 400 | from",
                "redrives | {\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"} | 400 | from",
                "redrives | {\"delivery_ids\":[]} | 400 | delivery_ids",
                "redrives | {\"delivery_ids\":[\"x\"]} | 400 | delivery_ids[0]",
                "redrives | {\"delivery_ids\":[\"00000000-0000-8000-8000-000000000000\"],\"event_id\":\"a\"} | 400 | delivery_ids",
                "redrives | {\"delivery_ids\":[\"00000000-0000-8000-8000-000000000000\"]} | 404 | delivery_ids[0]",
                "deliveries/cancel | {\"rate_per_second\":5} | 400 | rate_per_second",
                "deliveries/cancel | {\"reason\":\"exhausted\"} | 400 | reason",
                "replays | {\"webhook_id\":\"x\"} | 400 | webhook_id",
                "replays | {\"status_code\":500} | 400 | status_code",
            })
    void badRequestsNameTheField(String path, String body, int status, String field) {
        assertThat(Json.fields(Json.of(post("/api/v1/" + path, body), status))).contains(field);
    }

    @Test
    void anothersJobsAndWebhooksAreNotFound() {
        past.dead(webhook, "order.paid", 503, 1);
        JsonNode job = accepted(post(REDRIVES, "{\"event_type\":\"order.paid\"}"));
        String path = REDRIVES + "/" + job.required("id").stringValue();
        WebTestClient stranger = API.adminOf(API.newOrganization());
        String theirs = "{\"webhook_id\":\"" + webhook + "\"}";

        Json.of(stranger.get().uri(path).exchange(), 404);
        Json.of(RunningApi.post(stranger, path + "/cancel", ""), 404);
        Json.of(RunningApi.post(stranger, "/api/v1/replays", theirs.replace("}", ",\"confirm\":true}")), 404);
        Json.of(RunningApi.post(stranger, "/api/v1/webhooks/" + webhook + "/replay", "{\"confirm\":true}"), 404);
        Json.of(RunningApi.post(stranger, "/api/v1/deliveries/cancel", theirs), 404);
        assertThat(Json.of(RunningApi.post(stranger, REDRIVES, theirs.replace("}", ",\"dry_run\":true}")), 200)
                        .required("count")
                        .longValue())
                .isZero();
        awaitEnd(REDRIVES, job, "completed");
        Json.of(post(path + "/cancel", ""), 409);
    }

    @Test
    void cursorThatNoPageHadIsRefused() {
        String forged = new Cursor(Instant.parse("+200000-01-01T00:00:00Z"), UUID.randomUUID()).text();

        JsonNode problem =
                Json.of(client.get().uri(REDRIVES + "?cursor=" + forged).exchange(), 400);

        assertThat(Json.fields(problem)).containsExactly("cursor");
    }

    @Test
    void finishedJobsAreKeptForTheirTimeOnly() {
        JsonNode job = accepted(post(REDRIVES, "{\"event_id\":\"none\"}"));
        awaitEnd(REDRIVES, job, "completed");
        Jobs jobs = API.bean(Jobs.class);

        jobs.forgetFinished(Instant.parse(job.required("created_at").stringValue()))
                .block(SOON);
        assertThat(past.list(REDRIVES)).hasSize(1);
        jobs.forgetFinished(Instant.now().plusSeconds(1)).block(SOON);
        assertThat(past.list(REDRIVES)).isEmpty();
    }

    private WebTestClient.ResponseSpec post(String path, String body) {
        return RunningApi.post(client, path, body);
    }

    private JsonNode get(String path) {
        return Json.of(client.get().uri(path).exchange(), 200);
    }

    private static JsonNode accepted(WebTestClient.ResponseSpec answer) {
        return Json.of(answer, 202);
    }

    private JsonNode awaitEnd(String path, JsonNode job, String status) {
        String one = path + "/" + job.required("id").stringValue();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(get(one).required("status").stringValue()).isEqualTo(status));
        return get(one);
    }

    /** What this organization has on the first tier. */
    private List<Delivery> tier() {
        return TopicReader.read(API.topics().retry(RetryLadder.DEFAULT.smallest())).stream()
                .map(DeliveryCodec::decode)
                .filter(delivery -> delivery.organization().value().equals(organization))
                .toList();
    }

    private static List<String> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.id().toString()).toList();
    }

    private static String idsOf(Delivery... deliveries) {
        return "{\"delivery_ids\":[\"" + String.join("\",\"", ids(List.of(deliveries))) + "\"]}";
    }

    private static int partitionOfDeliveries(WebhookId webhook) {
        return TopicReader.read(API.topics().attempts(), webhook.toString())
                .getFirst()
                .partition();
    }

    /** Runs a job of this organization here, with these pages. */
    private Job run(IntFunction<Mono<JobPage>> pages) throws SQLException {
        UUID owner = UUID.randomUUID();
        Job job = Job.of(
                new OrganizationId(organization),
                JobKind.REDRIVE,
                new Selection(List.of(), webhook, null, null, null, null, null, null),
                100,
                12,
                "test",
                Instant.now());
        insertLeased(job, owner);
        JobWork work = new JobWork() {
            @Override
            public JobKind kind() {
                return JobKind.REDRIVE;
            }

            @Override
            public Mono<JobPage> page(Job asked, int size) {
                return pages.apply(size);
            }
        };
        Leases leases = new Leases(
                API.bean(DatabaseClient.class),
                API.bean(TransactionalOperator.class),
                API.bean(OperationalEvents.class),
                owner,
                SOON);
        new JobRun(work, leases, InstantSource.system(), API.bean(JobProperties.class), () -> false)
                .toTheEnd(job)
                .block(SOON);
        return job;
    }

    /**
     * So many events, of which the first, the last and the one in the middle match the webhook. The middle one was scheduled
     * and its id cancelled for an earlier time; one further that would match was cancelled itself.
     */
    private void insertEvents(int count) throws SQLException {
        try (Connection connection = API.database().connect();
                PreparedStatement events = connection.prepareStatement("""
                        INSERT INTO events (day, organization_id, event_id, event_type, timestamp, data, deliver_at,
                            appended_at, source_topic, source_partition, source_offset)
                        SELECT (now() AT TIME ZONE 'UTC')::date, ?, 'e-' || n,
                            CASE WHEN n IN (1, 2, ?, ?) THEN 'order.paid' ELSE 'user.created' END, '2026-01-01T00:00:00Z',
                            '1', CASE WHEN n IN (2, ?) THEN now() - interval '1 minute' END,
                            now() - (? - n) * interval '1 millisecond' - interval '1 second', 'events', 0, n
                        FROM generate_series(1, ?) AS n""");
                PreparedStatement cancelled = connection.prepareStatement("""
                        INSERT INTO cancelled_events
                            (organization_id, event_id, deliver_at, cancelled_at, cancelled_by, on_topic_until)
                        VALUES (?, 'e-2', now(), now(), 'test', now()), (?, ?, now() - interval '1 day', now(), 'test', now())""")) {
            events.setString(1, organization);
            events.setInt(2, count / 2);
            events.setInt(3, count);
            events.setInt(4, count / 2);
            events.setInt(5, count);
            events.setInt(6, count);
            events.executeUpdate();
            cancelled.setString(1, organization);
            cancelled.setString(2, organization);
            cancelled.setString(3, "e-" + count / 2);
            cancelled.executeUpdate();
        }
    }

    private static void insertLeased(Job job, UUID owner) throws SQLException {
        try (Connection connection = API.database().connect();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO jobs (id, organization_id, kind, filter, rate, state, total, created_by, created_at,
                            lease_owner, lease_until)
                        VALUES (?, ?, 'redrive', CAST(? AS json), ?, 'running', ?, 'test', ?, ?, now() + interval '2 seconds')""")) {
            insert.setObject(1, job.id());
            insert.setString(2, job.organization().value());
            insert.setString(3, SelectionJson.text(job.selection()));
            insert.setInt(4, Objects.requireNonNull(job.rate()));
            insert.setLong(5, job.progress().total());
            insert.setObject(6, OffsetDateTime.ofInstant(job.createdAt(), ZoneOffset.UTC));
            insert.setObject(7, owner);
            insert.executeUpdate();
        }
    }
}
