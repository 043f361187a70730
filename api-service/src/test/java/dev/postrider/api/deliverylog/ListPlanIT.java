package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.web.Cursor;
import dev.postrider.api.web.TimeRange;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** Lists read an index, on tables of a size at which it matters. */
class ListPlanIT {
    private static final OrganizationId ORGANIZATION = new OrganizationId("org-1");
    private static final DeliveryFilter ALL = new DeliveryFilter(
            ORGANIZATION,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            50);

    private static LogFixture log;
    private static LocalDate today;

    @BeforeAll
    static void fill() throws Exception {
        log = new LogFixture(ListPlanIT.class, "--postrider.delivery-log.writer=false");
        today = LocalDate.now(ZoneOffset.UTC);
        List<LocalDate> days = List.of(today.minusDays(1), today);
        log.bean(LogPartitions.class)
                .ensure(days.stream()
                        .flatMap(day -> Stream.of(LogKind.values()).map(kind -> new LogDay(kind, day)))
                        .toList())
                .block(Duration.ofSeconds(20));
        for (LocalDate day : days) {
            log.execute("""
                INSERT INTO deliveries (day, id, organization_id, webhook_id, event_id, event_type, event_time,
                    created_at, status, state_try, state_attempt, state_at, exchanges, updated_at)
                SELECT '%1$s', gen_random_uuid(), 'org-' || i %% 5, ('00000000-0000-8000-8000-' || lpad((i %% 50)::text, 12, '0'))::uuid,
                    'evt-' || i, 'user.created', at, at, CASE WHEN i %% 1000 = 1 THEN 'dead' ELSE 'delivered' END, 1, 1, at, 1, at
                FROM (SELECT i, '%1$s'::timestamptz + i * interval '1 second' AS at FROM generate_series(1, 30000) i) r
                """.formatted(day));
            log.execute("""
                INSERT INTO events (day, organization_id, event_id, event_type, timestamp, data, appended_at,
                    source_topic, source_partition, source_offset)
                SELECT '%1$s', 'org-' || i %% 5, 'evt-' || i, CASE WHEN i %% 500 = 1 THEN 'rare' ELSE 'user.created' END,
                    'x', '{}', '%1$s'::timestamptz + i * interval '1 second', 'events', 0, i
                FROM generate_series(1, 30000) i
                """.formatted(day));
        }
        log.execute("ANALYZE");
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void listAcrossWebhooksReadsTheNewestFirstIndex() {
        assertIndexed(DeliveryQueries.query(ALL), "deliveries", "created_at");
    }

    @Test
    void listOfAWebhookReadsItsIndex() {
        WebhookId webhook = new WebhookId(UUID.fromString("00000000-0000-8000-8000-000000000001"));

        assertIndexed(DeliveryQueries.query(ALL.of(webhook)), "deliveries", "webhook_id");
    }

    @Test
    void rareStatusReadsTheIndexOfTheUndelivered() {
        DeliveryFilter dead = new DeliveryFilter(
                ORGANIZATION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(DeliveryStatus.DEAD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                50);

        assertIndexed(DeliveryQueries.query(dead), "deliveries", "status");
    }

    @Test
    void reasonReadsTheIndexOfTheUndelivered() {
        DeliveryFilter paused = new DeliveryFilter(
                ORGANIZATION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("paused"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                50);

        assertIndexed(DeliveryQueries.query(paused), "deliveries", "status");
    }

    @Test
    void eventTypeThatIsRareReadsItsIndex() {
        DeliveryFilter never = new DeliveryFilter(
                ORGANIZATION,
                Optional.empty(),
                Optional.of("never.sent"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                50);

        assertIndexed(DeliveryQueries.query(never), "deliveries", "event_type");
    }

    @Test
    void statusCodeOtherThan200ReadsItsIndex() {
        DeliveryFilter teapots = new DeliveryFilter(
                ORGANIZATION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(418),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                50);

        assertIndexed(DeliveryQueries.query(teapots), "deliveries", "status_code");
    }

    @Test
    void laterPageStartsAtItsCursor() {
        DeliveryFilter page = new DeliveryFilter(
                ORGANIZATION,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.now().minus(Duration.ofDays(2))),
                Optional.empty(),
                Optional.of(new Cursor(Instant.now().minus(Duration.ofDays(1)), UUID.randomUUID())),
                50);

        String plan = assertIndexed(DeliveryQueries.query(page), "deliveries", "created_at");

        assertThat(plan).containsPattern("Index Cond: .*ROW\\(created_at, id\\) <");
    }

    @Test
    void deliveriesOfAnEventReadItsIndex() {
        assertIndexed(
                DeliveryQueries.query(DeliveryFilter.ofEvent(ORGANIZATION, new EventId("evt-1"), 50)),
                "deliveries",
                "event_id");
    }

    @Test
    void pageOfAJobReadsTheIndexOfTheUndeliveredInItsOrder() {
        Selection everything = new Selection(List.of(), null, null, null, null, null, null, null);
        Cursor after = new Cursor(Instant.now().minus(Duration.ofDays(1)), UUID.randomUUID());

        String plan = assertIndexed(
                DeliveryPages.page(
                        DeliveryPages.Kind.DEAD,
                        DeliveryStatus.DEAD,
                        ORGANIZATION,
                        everything,
                        Instant.now(),
                        Optional.of(after),
                        Optional.of(new Cursor(Instant.now(), UUID.randomUUID())),
                        50),
                "deliveries",
                "status");

        assertThat(plan).containsPattern("Index Cond: .*ROW\\(created_at, id\\) >");
    }

    @Test
    void eventsReadTheirIndexes() {
        TimeRange always = new TimeRange(Optional.empty(), Optional.empty());

        assertIndexed(
                EventQueries.query(
                        new EventQueries.Filter(ORGANIZATION, Optional.empty(), always, Optional.empty(), 50)),
                "events",
                "appended_at");
        assertIndexed(
                EventQueries.query(
                        new EventQueries.Filter(ORGANIZATION, Optional.of("rare"), always, Optional.empty(), 50)),
                "events",
                "event_type");
    }

    private static String assertIndexed(ListQuery query, String table, String column) {
        List<String> lines = Objects.requireNonNull(query.on(log.bean(DatabaseClient.class), "EXPLAIN ")
                .mapValue(String.class)
                .all()
                .collectList()
                .block(Duration.ofSeconds(20)));
        String plan = String.join("\n", lines);
        String filled = table + "_" + today.toString().replace("-", "");
        assertThat(plan).containsPattern("(Index|Bitmap Index) (Only )?Scan .*" + filled + "_.*" + column);
        assertThat(plan).doesNotContain("Seq Scan on " + filled);
        return plan;
    }
}
