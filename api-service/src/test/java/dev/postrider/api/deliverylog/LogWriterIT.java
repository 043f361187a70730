package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.LogRecord.Next;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The writer against a real broker and database: each record counts once, whatever happens to the writer. */
class LogWriterIT {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriterIT.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SUCCESSES = "SELECT success_count FROM webhook_counters WHERE webhook_id = ?";
    private static final String FAILURES = "SELECT failure_count FROM webhook_counters WHERE webhook_id = ?";
    private static final String EXCHANGES = "SELECT count(*) FROM delivery_attempts WHERE webhook_id = ?";

    private static LogFixture log;

    @BeforeAll
    static void start() throws Exception {
        log = new LogFixture(LogWriterIT.class, "--postrider.delivery-log.max-back-off=500ms");
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void recordsInAnyOrderGiveTheDeliveryItsHighestState() {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "any-order");
        log.log(samples.dead(1, 2, SECOND.multipliedBy(3)));
        log.log(samples.fannedOut(), samples.retrying(1, 1, SECOND));
        log.log(samples.givenUp(1, 2, SECOND.multipliedBy(2)));

        JsonNode delivery = awaitExchanges(samples, 2);

        assertThat(delivery.get("status").stringValue()).isEqualTo("dead");
        assertThat(delivery.get("reason").stringValue()).isEqualTo("exhausted");
        assertThat(delivery.get("status_code").intValue()).isEqualTo(500);
        assertThat(delivery.get("dead_letter").get("offset").intValue()).isEqualTo(42);
        assertThat(count(FAILURES, samples)).isEqualTo(1);
        assertThat(count(SUCCESSES, samples)).isZero();
    }

    @Test
    void deliveredAfterDeadCountsOnceAsEach() {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "dead-then-delivered");
        log.log(samples.givenUp(1, 1, SECOND), samples.dead(1, 1, SECOND));
        awaitExchanges(samples, 1);
        log.log(samples.delivered(2, 1, SECOND.multipliedBy(2)), samples.dead(1, 1, SECOND.multipliedBy(3)));

        JsonNode delivery = awaitExchanges(samples, 2);

        assertThat(delivery.get("status").stringValue()).isEqualTo("delivered");
        assertThat(count(SUCCESSES, samples)).isEqualTo(1);
        assertThat(count(FAILURES, samples)).isEqualTo(1);
    }

    @Test
    void eventsOfATopicThatSpeaksForOneOrganizationAreInItsLogAndInNoOthers() {
        for (String organization : List.of("acme", LogFixture.ORGANIZATION_OF_SOURCE)) {
            log.execute("INSERT INTO organizations (id, name, created_at) VALUES ('" + organization
                    + "', 'x', now()) ON CONFLICT DO NOTHING");
        }
        String topic = log.topics.eventsFrom(LogFixture.SOURCE);
        log.send(List.of(
                new ProducerRecord<>(
                        topic,
                        "{\"event\":\"a\",\"id\":\"forged\",\"organization_id\":\"acme\",\"data\":1}"
                                .getBytes(StandardCharsets.UTF_8)),
                new ProducerRecord<>(
                        topic,
                        "{\"event\":\"a\",\"id\":\"from-billing\",\"data\":1}".getBytes(StandardCharsets.UTF_8))));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                log.ask("viewer:" + LogFixture.ORGANIZATION_OF_SOURCE, "/api/v1/events/from-billing")
                                        .statusCode())
                        .isEqualTo(200));
        assertThat(log.ask("viewer:acme", "/api/v1/events/forged").statusCode()).isEqualTo(404);
    }

    @Test
    void heldDeliveriesEndAsWhateverBecomesOfThem() {
        UUID webhook = UUID.randomUUID();
        Map<LogSamples, LogRecord> ends = new LinkedHashMap<>();
        for (String end : List.of("delivered", "dead", "cancelled", "given-up", "held")) {
            LogSamples samples = LogSamples.of("holding", webhook, end);
            Duration later = SECOND.multipliedBy(5);
            ends.put(
                    samples,
                    switch (end) {
                        case "delivered" -> samples.delivered(1, 2, later);
                        case "dead" -> samples.dead(1, 2, later);
                        case "cancelled" -> samples.cancelled(1, 2, later);
                        case "given-up" -> samples.givenUp(1, 2, later);
                        default -> samples.held(1, 2, later, HeldReason.DISABLED);
                    });
        }
        List<LogRecord> holds = ends.keySet().stream()
                .map(samples -> samples.held(1, 2, SECOND.multipliedBy(3), HeldReason.PAUSED))
                .toList();
        log.log(ends.keySet().stream()
                .map(samples -> samples.retrying(1, 1, SECOND))
                .toList());
        log.log(holds);
        awaitReasons("?reason=paused&status=held", ends.keySet());

        log.log(List.copyOf(ends.values()));
        awaitReasons("?reason=disabled", List.of(new ArrayList<>(ends.keySet()).getLast()));
        // The same once more, and copies that were passed over: all of it late.
        log.log(holds);
        log.log(ends.keySet().stream()
                .map(samples -> samples.duplicate(1, 2, SECOND))
                .toList());
        LogSamples last = LogSamples.of("holding", webhook, "last");
        log.log(last.delivered(1, 1, SECOND));
        awaitExchanges(last, 1);

        Map<String, String> found = new HashMap<>();
        ends.keySet().forEach(samples -> {
            JsonNode delivery = log.get("holding", "/api/v1/deliveries/" + samples.id());
            found.put(
                    samples.event().value(),
                    delivery.get("status").stringValue() + " "
                            + delivery.get("reason").asString("-"));
        });
        assertThat(found)
                .containsOnly(
                        Map.entry("delivered", "delivered -"),
                        Map.entry("dead", "dead exhausted"),
                        Map.entry("cancelled", "cancelled webhook_deleted"),
                        Map.entry("given-up", "pending -"),
                        Map.entry("held", "held disabled"));
    }

    private static void awaitReasons(String filter, Collection<LogSamples> expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.get("holding", "/api/v1/deliveries" + filter)
                                .get("items")
                                .valueStream()
                                .map(item -> item.get("event_id").stringValue()))
                        .containsExactlyInAnyOrderElementsOf(expected.stream()
                                .map(samples -> samples.event().value())
                                .toList()));
    }

    @Test
    void testsMoveNoCounter() {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "only-a-test");
        log.log(samples.attempted(1, 1, SECOND, Trigger.TEST, LogSamples.ok("fine"), new Next.Delivered()));

        JsonNode delivery = awaitExchanges(samples, 1);

        assertThat(delivery.get("trigger").stringValue()).isEqualTo("test");
        assertThat(delivery.get("attempts").get(0).get("request_body").stringValue())
                .isEqualTo("{\"test\":true}");
        assertThat(log.number("SELECT count(*) FROM webhook_counters WHERE webhook_id = ?", webhook(samples)))
                .isZero();
    }

    @Test
    void charactersThatTheDatabaseDoesNotTakeAreReplaced() {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "nul");
        log.log(samples.attempted(1, 1, SECOND, Trigger.EVENT, LogSamples.ok("a\0b\uD83D"), new Next.Delivered()));

        JsonNode delivery = awaitExchanges(samples, 1);

        assertThat(delivery.get("attempts").get(0).get("response_body").stringValue())
                .startsWith("a\uFFFDb")
                .hasSize(4);
    }

    @Test
    void recordThatCannotBeReadOrWrittenIsLeftOutAndTheRestWritten() {
        List<LogSamples> good = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        UUID webhook = UUID.randomUUID();
        for (int i = 0; i < 40; i++) {
            LogSamples samples = LogSamples.of("acme", webhook, "poison-" + i);
            good.add(samples);
            records.add(LogCodec.encode(log.topics, samples.delivered(1, 1, SECOND)));
            if (i % 13 == 5) {
                // A time that PostgreSQL does not have.
                records.add(LogCodec.encode(log.topics, samples.retrying(1, 2, Duration.ofDays(365L * 400_000))));
                records.add(new ProducerRecord<>(
                        log.topics.attempts(),
                        webhook.toString().getBytes(StandardCharsets.UTF_8),
                        "not ours".getBytes(StandardCharsets.UTF_8)));
            }
        }
        log.send(records);

        good.forEach(samples -> awaitExchanges(samples, 1));

        assertThat(log.number(SUCCESSES, webhook)).isEqualTo(40);
        assertThat(log.number(EXCHANGES, webhook)).isEqualTo(40);
    }

    @Test
    void resettingTheConsumerCountsNothingTwice() throws Exception {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "reset");
        log.log(samples.fannedOut(), samples.retrying(1, 1, SECOND), samples.delivered(1, 2, SECOND.multipliedBy(2)));
        awaitExchanges(samples, 2);
        log.writer().stop();
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        for (int partition = 0; partition < LogFixture.PARTITIONS; partition++) {
            start.put(new TopicPartition(log.topics.attempts(), partition), new OffsetAndMetadata(0));
            start.put(new TopicPartition(log.topics.events(), partition), new OffsetAndMetadata(0));
        }
        log.admin.alterConsumerGroupOffsets(log.group(), start).all().get(20, TimeUnit.SECONDS);

        log.writer().start();
        LogSamples later = LogSamples.of("acme", samples.webhook().value(), "after-reset");
        log.log(later.delivered(1, 1, SECOND));
        awaitExchanges(later, 1);

        assertThat(count(EXCHANGES, samples)).isEqualTo(3);
        assertThat(count(SUCCESSES, samples)).isEqualTo(2);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(committed(log))
                        .as("Kafka is told as well, for tools")
                        .containsAllEntriesOf(stored(log)));
    }

    @Test
    void writersThatTakeOverFromEachOtherWriteEachRecordOnce() {
        Random random = new Random(11);
        List<LogSamples> all = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<LogRecord> records = records(all, 400, "takeover-" + round, random);
            log.log(records.subList(0, records.size() / 2));
            try (var _ = log.anotherWriter()) {
                log.log(records.subList(records.size() / 2, records.size()));
            }
        }

        awaitAll(all);
    }

    @Test
    void databaseThatGoesAwayCostsNoRecordAndNoMembership() throws Exception {
        List<LogSamples> all = new ArrayList<>();
        List<LogRecord> records = records(all, 600, "outage", new Random(12));
        try (OutageSwitch outage = new OutageSwitch(log.database)) {
            log.log(records.subList(0, records.size() / 3));
            outage.killConnections();
            log.log(records.subList(records.size() / 3, 2 * records.size() / 3));
            outage.refuseConnections();
            log.log(records.subList(2 * records.size() / 3, records.size()));
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(members(log)).isEqualTo(1));
            outage.acceptConnections();
        }

        awaitAll(all);
    }

    @Test
    void batchThatAnotherWriterHasWrittenIsWrittenByNobodyElse() {
        TopicPartition partition = new TopicPartition("zombie", 0);
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "zombie");
        LogEntry entry = new LogEntry.Happened(
                samples.delivered(1, 1, SECOND), new LogRecord.Position(partition.topic(), 0, 17));
        LogBatch batch = new LogBatch(List.of(new LogBatch.Span(partition, 17, 18, List.of(entry))));
        LogStore store = new LogStore(
                log.bean(DatabaseClient.class),
                log.bean(TransactionalOperator.class),
                log.bean(LogPartitions.class),
                log.bean(DeliveryLogProperties.class),
                InstantSource.system(),
                (_, _) -> {});
        Long place = store.offsets().position(partition, 17).block(SOON);

        List<Boolean> written = Flux.range(0, 4)
                .flatMap(_ -> store.write(batch)
                        .thenReturn(true)
                        .onErrorResume(OffsetTable.SupersededException.class, _ -> Mono.just(false)))
                .collectList()
                .block(SOON);

        assertThat(place).isEqualTo(17);
        assertThat(written).containsExactlyInAnyOrder(true, false, false, false);
        assertThat(count(SUCCESSES, samples)).isEqualTo(1);
        assertThat(count(EXCHANGES, samples)).isEqualTo(1);
    }

    @Test
    void logGoesOnWhereKafkaStillHasRecords() throws Exception {
        UUID webhook = UUID.randomUUID();
        List<LogSamples> all = new ArrayList<>();
        log.writer().stop();
        for (int i = 0; i < 10; i++) {
            all.add(LogSamples.of("acme", webhook, "trimmed-" + i));
        }
        log.log(all.stream().map(samples -> samples.delivered(1, 1, SECOND)).toList());
        for (TopicPartition partition : stored(log).keySet()) {
            long end = log.admin
                    .listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
            // All ten stand on one partition, at its end.
            log.admin
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(Math.max(0, end - 4))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }

        log.writer().start();
        awaitExchanges(all.getLast(), 1);

        assertThat(log.number(SUCCESSES, webhook)).isEqualTo(4);
    }

    @Test
    void backlogIsCaughtUpAtARateWorthKnowing() {
        LogSamples first = LogSamples.of("acme", UUID.randomUUID(), "rate");
        log.writer().stop();
        List<LogRecord> records = new ArrayList<>();
        int deliveries = 10_000;
        for (int i = 0; i < deliveries; i++) {
            LogSamples samples = LogSamples.of("acme", first.webhook().value(), "rate-" + i);
            records.add(samples.fannedOut());
            records.add(samples.delivered(1, 1, SECOND));
        }
        log.log(records);

        long start = System.nanoTime();
        log.writer().start();
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(count(SUCCESSES, first)).isEqualTo(deliveries));

        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.info(
                "The log writer took {} s for {} records on one partition: {} a second",
                Math.round(seconds * 10) / 10.0,
                records.size(),
                Math.round(records.size() / seconds));
        assertThat(count(EXCHANGES, first)).isEqualTo(deliveries);
    }

    /** Records of many deliveries of several webhooks, mixed; each delivery is retried once and then delivered. */
    private static List<LogRecord> records(List<LogSamples> all, int deliveries, String name, Random random) {
        List<UUID> webhooks = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < deliveries; i++) {
            LogSamples samples = LogSamples.of("acme", webhooks.get(i % webhooks.size()), name + "-" + i);
            all.add(samples);
            records.add(samples.fannedOut());
            records.add(samples.retrying(1, 1, SECOND));
            records.add(samples.delivered(1, 2, SECOND.multipliedBy(2)));
        }
        Collections.shuffle(records, random);
        return records;
    }

    private static void awaitAll(List<LogSamples> all) {
        Map<UUID, Long> byWebhook = new HashMap<>();
        all.forEach(samples -> byWebhook.merge(webhook(samples), 1L, Long::sum));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> byWebhook.forEach((webhook, deliveries) -> {
                    assertThat(log.number(SUCCESSES, webhook)).isEqualTo(deliveries);
                    assertThat(log.number(EXCHANGES, webhook)).isEqualTo(2 * deliveries);
                    assertThat(log.number("SELECT sum(exchanges) FROM deliveries WHERE webhook_id = ?", webhook))
                            .isEqualTo(2 * deliveries);
                }));
    }

    private static JsonNode awaitExchanges(LogSamples samples, int exchanges) {
        AtomicReference<@Nullable JsonNode> seen = new AtomicReference<>();
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode delivery = log.get(samples.organization().value(), "/api/v1/deliveries/" + samples.id());
            assertThat(delivery.get("exchanges").intValue()).isEqualTo(exchanges);
            seen.set(delivery);
        });
        return Objects.requireNonNull(seen.get());
    }

    private static long count(String sql, LogSamples samples) {
        return log.number(sql, webhook(samples));
    }

    private static UUID webhook(LogSamples samples) {
        return samples.webhook().value();
    }

    private static int members(LogFixture log) throws Exception {
        return Objects.requireNonNull(log.admin
                        .describeConsumerGroups(List.of(log.group()))
                        .all()
                        .get(20, TimeUnit.SECONDS)
                        .get(log.group()))
                .members()
                .size();
    }

    private static Map<TopicPartition, Long> committed(LogFixture log) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        log.admin
                .listConsumerGroupOffsets(log.group())
                .partitionsToOffsetAndMetadata()
                .get(20, TimeUnit.SECONDS)
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    private static Map<TopicPartition, Long> stored(LogFixture log) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (int partition = 0; partition < LogFixture.PARTITIONS; partition++) {
            offsets.put(
                    new TopicPartition(log.topics.attempts(), partition),
                    log.number(
                            "SELECT next FROM log_offsets WHERE topic = ? AND partition = ?",
                            log.topics.attempts(),
                            partition));
        }
        return offsets;
    }
}
