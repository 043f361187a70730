package dev.postrider.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryLadder.Hop;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.scheduler.tier.Clocks;
import dev.postrider.scheduler.tier.TierHealth;
import dev.postrider.testkit.TopicReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

class RetrySchedulerIT {
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    private final TierBench bench = new TierBench();
    private final String deliveries = bench.topics.deliveries();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void everyRecordReturnsOnceUnchangedAndOnTimeAlsoAfterSeveralHopsOrWhenItIsPastDue() {
        try (ConfigurableApplicationContext scheduler = bench.scheduler()) {
            bench.awaitReading();
            Map<String, Instant> due = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                due.put("d" + i, Instant.now().plus(i % 2 == 0 ? Duration.ofSeconds(1) : Duration.ofSeconds(4)));
            }
            due.put("several hops", Instant.now().plusSeconds(6));
            // First: what is past due waits for nothing but those that came into the tier before it.
            Instant now = Instant.now();
            bench.wait("past due", now.minus(Duration.ofDays(3)));
            due.forEach(bench::wait);
            due.put("past due", now);
            List<ConsumerRecord<byte[], byte[]>> returned = bench.read(deliveries, due.size(), ENOUGH);
            assertThat(ids(returned)).containsExactlyInAnyOrderElementsOf(due.keySet());
            assertThat(returned).allSatisfy(record -> {
                assertOnTime(record, Objects.requireNonNull(due.get(TierBench.id(record))));
                assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"n\": 1.0 , \"id\":\"" + TierBench.id(record) + "\"}");
                assertThat(Arrays.stream(record.headers().toArray()).map(Header::key))
                        .containsExactly("pr-v", "pr-delivery");
            });
            assertThat(scheduler.isRunning()).isTrue();
        }
    }

    @Test
    @Tag("proof")
    void aRestartInTheMiddleLosesNothing() {
        Instant due = Instant.now().plusSeconds(4);
        IntStream.range(0, 500).forEach(i -> bench.wait("d" + i, i < 250 ? due : due.plusMillis(i * 4L)));
        try (ConfigurableApplicationContext first = bench.scheduler()) {
            bench.read(deliveries, 100, ENOUGH);
            assertThat(first.isRunning()).isTrue();
        }
        try (ConfigurableApplicationContext second = bench.scheduler()) {
            List<ConsumerRecord<byte[], byte[]>> returned = bench.read(deliveries, 500, ENOUGH);
            assertThat(ids(returned))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 500).mapToObj(i -> "d" + i).toList());
            assertThat(second.isRunning()).isTrue();
        }
    }

    @Test
    @Tag("proof")
    void aSecondSchedulerTakesItsShareAndNothingIsLost() {
        try (ConfigurableApplicationContext first = bench.scheduler()) {
            bench.awaitReading();
            IntStream.range(0, 300)
                    .forEach(i -> bench.wait("d" + i, Instant.now().plusMillis(3000 + i * 3L)));
            try (ConfigurableApplicationContext second = bench.scheduler()) {
                IntStream.range(300, 600)
                        .forEach(i -> bench.wait("d" + i, Instant.now().plusMillis(3000 + i * 3L)));
                List<ConsumerRecord<byte[], byte[]>> returned = bench.read(deliveries, 600, ENOUGH);
                assertThat(new TreeSet<>(ids(returned))).hasSize(600);
                assertThat(first.isRunning() && second.isRunning()).isTrue();
            }
        }
    }

    @Test
    void whatCannotBeReadIsRejectedAndTheNextReturns() {
        String topic = bench.topics.retry(TierBench.LADDER.smallest());
        bench.write(new ProducerRecord<>(topic, 0, TierBench.bytes("k"), TierBench.bytes("no headers")));
        Instant due = Instant.now().plusSeconds(1);
        ProducerRecord<byte[], byte[]> good = TierCodec.wait(
                bench.topics,
                new Hop(TierBench.LADDER.smallest(), due),
                due,
                ReturnTo.DELIVERIES,
                TierBench.bare("good"));
        bench.write(new ProducerRecord<>(topic, 0, good.key(), good.value(), good.headers()));
        try (ConfigurableApplicationContext scheduler = bench.scheduler()) {
            assertThat(ids(bench.read(deliveries, 1, ENOUGH))).containsExactly("good");
            List<ConsumerRecord<byte[], byte[]>> rejected = bench.read(bench.topics.eventsRejected(), 1, ENOUGH);
            assertThat(rejected).hasSize(1);
            assertThat(rejected.get(0).value()).isEqualTo(TierBench.bytes("no headers"));
            assertThat(rejected.get(0).headers().lastHeader("pr-reason").value())
                    .asString(StandardCharsets.UTF_8)
                    .contains("pr-v");
            assertThat(scheduler.isRunning()).isTrue();
        }
    }

    @Test
    @Tag("proof")
    void tiersAreTakenAwayAndAddedWhileRecordsWaitInThem() {
        Instant soon = Instant.now().plusSeconds(5);
        Instant later = Instant.now().plusSeconds(7);
        try (ConfigurableApplicationContext before = bench.scheduler()) {
            bench.awaitReading();
            bench.wait("one hop", Instant.now().plusSeconds(4));
            bench.wait("two hops", soon);
            bench.wait("three hops", later);
            assertThat(before.isRunning()).isTrue();
        }
        RetryLadder other = RetryLadder.parse(List.of("1s", "2s"));
        try (ConfigurableApplicationContext after = bench.scheduler(other, Clocks.system())) {
            List<ConsumerRecord<byte[], byte[]>> returned = bench.read(deliveries, 3, ENOUGH);
            assertThat(ids(returned)).containsExactlyInAnyOrder("one hop", "two hops", "three hops");
            assertThat(returned)
                    .filteredOn(record -> !TierBench.id(record).equals("one hop"))
                    .allSatisfy(
                            record -> assertOnTime(record, TierBench.id(record).equals("two hops") ? soon : later));
            assertThat(ids(TopicReader.read(bench.topics.retry(RetryTier.parse("2s")))))
                    .as("what waited in the tier that is gone goes on by the new ladder")
                    .contains("three hops");
            assertThat(after.isRunning()).isTrue();
        }
    }

    @Test
    void whatIsDoneIsTrimmedFromTheTier() {
        try (ConfigurableApplicationContext scheduler = bench.scheduler("--postrider.retry.trim-interval=200ms")) {
            bench.awaitReading();
            Awaitility.await().atMost(ENOUGH).until(() -> remaining(TierBench.LADDER.smallest()) == 0);
            assertThat(scheduler.isRunning()).isTrue();
        }
    }

    @Test
    void anOffsetOutOfRangeStopsItsTierLoudly() throws Exception {
        String topic = bench.topics.retry(TierBench.LADDER.smallest());
        bench.admin
                .alterConsumerGroupOffsets(
                        bench.settings.group("retry.1s"),
                        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1000)))
                .all()
                .get(10, TimeUnit.SECONDS);
        try (ConfigurableApplicationContext scheduler = bench.scheduler()) {
            TierHealth health = scheduler.getBean(TierHealth.class);
            Awaitility.await()
                    .atMost(ENOUGH)
                    .until(() -> health.health().getStatus().equals(Status.DOWN));
            assertThat(health.health().getDetails()).containsOnlyKeys("1s");
            assertThat(scheduler.getBean(ApplicationAvailability.class).getLivenessState())
                    .isEqualTo(LivenessState.BROKEN);
        }
    }

    @Test
    void theProgramAnswersItsHealthCheck() throws Exception {
        ConfigurableApplicationContext scheduler = RetrySchedulerApplication.builder()
                .web(WebApplicationType.REACTIVE)
                .run(
                        "--postrider.kafka.bootstrap-servers=" + bench.settings.bootstrapServers(),
                        "--postrider.kafka.topic-prefix=" + bench.topics.prefix(),
                        "--postrider.kafka.topics.partitions=3",
                        "--postrider.kafka.topics.event-partitions=3",
                        "--postrider.kafka.topics.retry-partitions=3",
                        "--postrider.kafka.topics.replication=1",
                        "--postrider.management-port=0");
        try (scheduler;
                HttpClient client = HttpClient.newHttpClient()) {
            String port = scheduler.getEnvironment().getRequiredProperty("local.server.port");
            HttpResponse<String> health = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(health.body()).contains("\"status\":\"UP\"");
            assertThat(scheduler.getEnvironment().getProperty("spring.application.name"))
                    .isEqualTo("retry-scheduler");
        }
    }

    private long remaining(RetryTier tier) throws Exception {
        long remaining = 0;
        for (int i = 0; i < 3; i++) {
            TopicPartition partition = new TopicPartition(bench.topics.retry(tier), i);
            remaining += offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
        }
        return remaining;
    }

    private long offset(TopicPartition partition, OffsetSpec spec) throws Exception {
        return bench.admin
                .listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get(10, TimeUnit.SECONDS)
                .offset();
    }

    /** Records carry the time at which they were handed back. */
    private static void assertOnTime(ConsumerRecord<byte[], byte[]> record, Instant due) {
        assertThat(record.timestamp())
                .isBetween(due.toEpochMilli(), due.plus(LATE).toEpochMilli());
    }

    private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(TierBench::id).toList();
    }
}
