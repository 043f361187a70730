package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scheduler is killed fifty times while deliveries wait for their second attempts and fall due, and a dispatcher that lives on
 * makes them. Its session time-out is the shortest that a broker takes, and its instance id is stable, so that whoever comes next
 * has the partitions as soon as it is there.
 */
@Tag("proof")
class SchedulerKillIT {
    private static final int WEBHOOKS = 8;
    private static final int RECORDS = 20_000;
    private static final int KILLS = 50;
    private static final long SEED = 20260304;
    private static final String TIERS = "1s,4s,16s";
    private static final RetryLadder LADDER = RetryLadder.parse(List.of(TIERS.split(",")));
    /** Records held of one partition, and so what a tier of three partitions hands back at once at most. */
    private static final int MAX_HELD = 150;

    private static final int FORWARD_BATCH = 3 * MAX_HELD;
    private static final Duration FALLING_DUE = Duration.ofSeconds(170);
    private static final Duration BURST = Duration.ofSeconds(2);
    private static final Duration MOST_UP = Duration.ofMillis(1_000);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Map<DeliveryId, Instant> due = new HashMap<>();

    @Test
    void everyRecordComesBackReachesTheReceiverOnceAndIsNotEarlyThoughTheSchedulerIsKilledFiftyTimes()
            throws Exception {
        long began = System.nanoTime();
        try (ScriptedReceiver receiver =
                        ScriptedReceiver.start(ScriptedReceiver.Options.plain().withoutBodies());
                RunningDispatcher dispatcher = new RunningDispatcher(
                        SchedulerKillIT.class,
                        "--postrider.kafka.topics.retry-partitions=3",
                        // What was done would be deleted from the topic before it is counted.
                        "--postrider.dispatcher.trim-interval=1h",
                        "--postrider.retry.tiers=" + TIERS);
                TopicReader deliveries = TopicReader.of(dispatcher.topics.deliveries())) {
            List<WebhookId> webhooks = new ArrayList<>();
            for (int i = 0; i < WEBHOOKS; i++) {
                webhooks.add(dispatcher
                        .put(RunningDispatcher.webhook(receiver.url("/" + i), "never"))
                        .id());
            }
            letWait(dispatcher, webhooks);
            int killedAtWork = killAgainAndAgain(dispatcher, receiver, deliveries);
            try (DispatcherProcess last = scheduler(dispatcher)) {
                last.say();
                await().atMost(SOON.multipliedBy(2)).until(() -> received(receiver) >= RECORDS);
            }
            List<ConsumerRecord<byte[], byte[]>> returned = readOn(deliveries);
            int copies = returned.size() - RECORDS;
            System.out.printf(
                    "[ladder] %d records, %d kills of the scheduler, %d of them while records were coming back: %d received,"
                            + " %d copies on deliveries (bound %d); %d s%n",
                    RECORDS,
                    KILLS,
                    killedAtWork,
                    received(receiver),
                    copies,
                    KILLS * FORWARD_BATCH,
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
            assertThat(copies).as("copies").isBetween(0, KILLS * FORWARD_BATCH);
            assertThat(returned).allSatisfy(this::assertNotEarly);
            assertThat(returned.stream()
                            .map(record -> DeliveryCodec.decode(record).id()))
                    .containsAll(due.keySet());
            assertEachReceivedOnce(receiver);
        }
    }

    /** In bursts, so that kills meet batches on their way. */
    private void letWait(RunningDispatcher dispatcher, List<WebhookId> webhooks) {
        Instant now = Instant.now();
        int bursts = (int) FALLING_DUE.dividedBy(BURST);
        for (int i = 0; i < RECORDS; i++) {
            Instant when = Instant.ofEpochMilli(now.plus(BURST.multipliedBy(1 + random.nextInt(bursts)))
                    .plusMillis(random.nextInt(200))
                    .toEpochMilli());
            Delivery delivery = failedOnce(webhooks.get(i % WEBHOOKS), i, now);
            due.put(delivery.id(), when);
            dispatcher.sendSoon(TierCodec.enter(
                    dispatcher.topics,
                    LADDER,
                    now,
                    when,
                    ReturnTo.DELIVERIES,
                    DeliveryCodec.encode(dispatcher.topics.deliveries(), delivery)));
        }
        dispatcher.flush();
    }

    private static Delivery failedOnce(WebhookId webhook, int number, Instant now) {
        EventId event = new EventId("e" + number);
        return new Delivery(
                DeliveryId.of(now, OrganizationId.DEFAULT, event, webhook),
                webhook,
                OrganizationId.DEFAULT,
                event,
                new EventType("order.created"),
                now,
                now,
                1,
                now,
                2,
                Trigger.RETRY,
                0,
                null,
                0,
                null,
                "application/json",
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** Kills each scheduler at a random moment after it has begun to hand back. */
    private int killAgainAndAgain(RunningDispatcher dispatcher, ScriptedReceiver receiver, TopicReader deliveries)
            throws Exception {
        int atWork = 0;
        DispatcherProcess next = scheduler(dispatcher);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (DispatcherProcess scheduler = next) {
                    long before = received(receiver);
                    scheduler.say();
                    next = scheduler(dispatcher);
                    await().atMost(SOON)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> received(receiver) > before || before >= RECORDS);
                    Duration up = Duration.ofMillis(random.nextLong(MOST_UP.toMillis()));
                    await().pollDelay(up).atMost(SOON).until(() -> true);
                    atWork += received(receiver) < RECORDS ? 1 : 0;
                    scheduler.kill();
                    var _ = readOn(deliveries);
                }
            }
        } finally {
            next.close();
        }
        return atWork;
    }

    /** A poll brings a part of what is there; one that brings nothing has seen the end. */
    private static List<ConsumerRecord<byte[], byte[]>> readOn(TopicReader deliveries) {
        int before;
        List<ConsumerRecord<byte[], byte[]>> all = deliveries.more(Duration.ofMillis(100));
        do {
            before = all.size();
            all = deliveries.more(Duration.ofMillis(100));
        } while (all.size() > before);
        return all;
    }

    /** Ready to begin when it is told. */
    private DispatcherProcess scheduler(RunningDispatcher like) {
        return DispatcherProcess.start(
                SchedulerMain.class,
                List.of(
                        TestBroker.shared().bootstrapServers(),
                        like.topics.prefix(),
                        TIERS,
                        Integer.toString(MAX_HELD)),
                folder.resolve("scheduler.log"));
    }

    /** Records carry the time at which the scheduler handed them back. */
    private void assertNotEarly(ConsumerRecord<byte[], byte[]> record) {
        Instant at = Objects.requireNonNull(due.get(DeliveryCodec.decode(record).id()));
        assertThat(record.timestamp()).isGreaterThanOrEqualTo(at.toEpochMilli());
    }

    private static void assertEachReceivedOnce(ScriptedReceiver receiver) {
        int deliveries = 0;
        for (int i = 0; i < WEBHOOKS; i++) {
            Map<String, Integer> counts = receiver.countByHeader("/" + i, "X-Webhook-Delivery");
            assertThat(counts.values()).containsOnly(1);
            deliveries += counts.size();
        }
        assertThat(deliveries).isEqualTo(RECORDS);
    }

    private static long received(ScriptedReceiver receiver) {
        long total = 0;
        for (int i = 0; i < WEBHOOKS; i++) {
            total += receiver.count("/" + i);
        }
        return total;
    }
}
