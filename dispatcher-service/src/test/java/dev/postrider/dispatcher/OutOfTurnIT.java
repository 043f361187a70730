package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.CancelledEventCodec;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is cancelled, superseded, scheduled or replayed, through a real broker and a real receiver; the scheduler's part is played by hand. */
class OutOfTurnIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    /** So long after its acknowledgement a control may still be overtaken by an attempt. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final RetryPolicy SECONDS = RetryPolicy.of(
            new RetrySchedule.Steps("custom", List.of(Duration.ofSeconds(1))), 1, 0, null, new RetryOn.Default());

    private static RunningDispatcher dispatcher;
    private static ScriptedReceiver receiver;

    @BeforeAll
    static void start() {
        receiver = ScriptedReceiver.start();
        dispatcher = new RunningDispatcher(OutOfTurnIT.class, "--postrider.dispatcher.lane-patience=300ms");
    }

    @AfterAll
    static void stop() {
        dispatcher.close();
        receiver.close();
    }

    @Test
    void noAttemptStartsLaterThanASecondAfterItsCancelWasAcknowledgedWhereverItWaits() {
        receiver.on("/slowly").reply(200);
        receiver.on("/failing").reply(503);
        Webhook slow = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/slowly"), "one"), new Pacing(20, null, false)));
        Webhook failing = dispatcher.put(RunningDispatcher.webhook(receiver.url("/failing"), SECONDS, "two"));
        publish("one", 300);
        publish("two", 5);
        awaitLogged(failing, LogRecord.Attempted.class, 5);
        // Some are done, some are in the lane's queue, most on the shelf, and more are to come.
        awaitLogged(slow, LogRecord.Held.class, 100);
        List<ConsumerRecord<byte[], byte[]>> waiting = inTier(failing);
        List<Delivery> all = deliveries(slow);

        all.forEach(delivery -> cancel(slow, delivery));
        waiting.forEach(record -> cancel(failing, DeliveryCodec.decode(record)));
        Instant acknowledged = Instant.now();
        awaitPast(acknowledged.plus(GRACE));
        waiting.forEach(OutOfTurnIT::handBack);

        awaitLogged(failing, LogRecord.Cancelled.class, 5);
        assertThat(receiver.count("/failing")).isEqualTo(5);
        awaitAllEnded(slow, all.size());
        assertThat(logged(slow, LogRecord.Cancelled.class))
                .extracting(LogRecord.Cancelled::reason)
                .containsOnly(CancelReason.REQUESTED)
                .hasSizeGreaterThan(100);
        assertThat(receiver.requests("/slowly"))
                .allMatch(request -> request.arrivedAt().isBefore(acknowledged.plus(GRACE)));
    }

    @Test
    void aFilterEndsWhatItMatchesAndOnlyWhatWasThereBefore() {
        receiver.on("/filtered").then(Answer.after(Duration.ofMillis(300), Answer.status(200)));
        Webhook webhook = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/filtered"), "kept", "filtered"), new Pacing(null, 2, false)));
        publish("filtered", 40);
        publish("kept", 10);
        await().atMost(SOON).until(() -> deliveries(webhook).size() == 50);

        control(new Control.OfMatching(
                webhook.id(),
                UUID.randomUUID(),
                new Control.Filter(new EventType("filtered"), null, null, null),
                Instant.now()));
        Instant acknowledged = Instant.now();
        dispatcher.publish("{\"event\":\"filtered\",\"data\":\"late\"}");

        awaitAllEnded(webhook, 51);
        List<ReceivedRequest> early = requests("/filtered", "\"event\":\"filtered\"").stream()
                .filter(request -> !request.text().contains("\"late\""))
                .toList();
        assertThat(early).allMatch(request -> request.arrivedAt().isBefore(acknowledged.plus(GRACE)));
        assertThat(logged(webhook, LogRecord.Cancelled.class))
                .hasSize(40 - early.size())
                .hasSizeGreaterThan(10);
        assertThat(requests("/filtered", "\"event\":\"kept\"")).hasSize(10);
        assertThat(requests("/filtered", "\"late\"")).hasSize(1);
    }

    @Test
    void aSupersededTryNeverGoesAndTheNewOneGoesOnce() {
        receiver.on("/again").reply(500).then(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/again"), SECONDS, "again"));
        publish("again", 1);
        receiver.awaitRequests("/again", 1, SOON);
        await().atMost(SOON).until(() -> inTier(webhook).size() == 1);
        ConsumerRecord<byte[], byte[]> pending = inTier(webhook).getFirst();
        Delivery old = DeliveryCodec.decode(pending);

        control(new Control.OfDelivery(webhook.id(), old.id(), 1, CancelReason.SUPERSEDED));
        dispatcher.send(
                DeliveryCodec.encode(dispatcher.topics.deliveries(), old.nextTry(2, Trigger.MANUAL, Instant.now())));
        Instant acknowledged = Instant.now();
        receiver.awaitRequests("/again", 2, SOON);
        awaitPast(acknowledged.plus(GRACE));
        handBack(pending);

        awaitLogged(webhook, LogRecord.Cancelled.class, 1);
        LogRecord.Cancelled superseded =
                logged(webhook, LogRecord.Cancelled.class).getFirst();
        assertThat(superseded.reason()).isEqualTo(CancelReason.SUPERSEDED);
        assertThat(superseded.subject().tryNumber()).isEqualTo(1);
        assertThat(receiver.requests("/again"))
                .extracting(request -> request.header("X-Webhook-Attempt").orElseThrow())
                .containsExactly("1", "1");
        assertThat(receiver.countByHeader("/again", "X-Webhook-Delivery")).hasSize(1);
    }

    @Test
    void theNextOwnerKnowsWhatWasCancelled() {
        receiver.on("/resumed").reply(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.inState(
                RunningDispatcher.webhook(receiver.url("/resumed"), "resumed"), WebhookState.PAUSED, null));
        publish("resumed", 100);
        awaitLogged(webhook, LogRecord.Held.class, 100);
        List<Delivery> all = deliveries(webhook);
        all.subList(0, 50).forEach(delivery -> cancel(webhook, delivery));
        dispatcher.stop();
        dispatcher.startAgain();

        dispatcher.put(RunningDispatcher.inState(webhook, WebhookState.ACTIVE, null));

        awaitAllEnded(webhook, 100);
        Set<String> sent =
                receiver.countByHeader("/resumed", "X-Webhook-Delivery").keySet();
        assertThat(sent)
                .isEqualTo(all.subList(50, 100).stream()
                        .map(delivery -> delivery.id().toString())
                        .collect(Collectors.toSet()));
    }

    @Test
    void aScheduledEventGoesWhenItComesBackAndACancelledOneDoesNot() {
        receiver.on("/scheduled").reply(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/scheduled"), "scheduled"));
        Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(2));
        for (String id : List.of("s-1", "s-2")) {
            dispatcher.publish("{\"event\":\"scheduled\",\"id\":\"" + id + "\",\"deliver_at\":\"" + due
                    + "\",\"data\":{ \"n\": 1.0}}");
        }
        await().atMost(SOON).until(() -> scheduled().size() == 2);
        assertThat(deliveries(webhook)).isEmpty();

        dispatcher.send(CancelledEventCodec.encode(
                dispatcher.topics, OrganizationId.DEFAULT, new EventId("s-2"), Instant.now(), due));
        scheduled().forEach(OutOfTurnIT::handBack);
        publish("scheduled", 1);

        receiver.awaitRequests("/scheduled", 2, SOON);
        List<ReceivedRequest> ofTheScheduled = requests("/scheduled", "\"id\":\"s-");
        assertThat(ofTheScheduled).hasSize(1);
        assertThat(ofTheScheduled.getFirst().text()).contains("\"id\":\"s-1\"", "\"data\":{ \"n\": 1.0}");
        assertThat(ofTheScheduled.getFirst().header("X-Webhook-Delivery"))
                .contains(DeliveryId.of(due, OrganizationId.DEFAULT, new EventId("s-1"), webhook.id())
                        .toString());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(TopicReader.read(dispatcher.topics.eventsRejected()))
                        .isEmpty());
    }

    @Test
    void aReplayReachesItsWebhookAlone() throws Exception {
        receiver.on("/old").reply(200);
        receiver.on("/new").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/old"), "replayed"));
        publish("replayed", 1);
        receiver.awaitRequests("/old", 1, SOON);
        Webhook young = dispatcher.put(RunningDispatcher.webhook(receiver.url("/new"), "replayed"));

        UUID replay = UUID.randomUUID();
        dispatcher.send(InternalEventCodec.encode(
                dispatcher.topics,
                new InternalEvent(event("replayed"), new InternalEvent.Replay(replay, young.id(), Instant.now()))));

        receiver.awaitRequests("/new", 1, SOON);
        awaitLogged(young, LogRecord.Attempted.class, 1);
        assertThat(logged(young, LogRecord.FannedOut.class))
                .extracting(LogRecord.FannedOut::replay)
                .containsExactly(replay);
        assertThat(receiver.count("/old")).isEqualTo(1);
    }

    private static Event event(String type) throws InvalidEventException {
        return NativeEventParser.parse(("{\"event\":\"" + type + "\",\"data\":1}").getBytes(StandardCharsets.UTF_8))
                .appended(OrganizationId.DEFAULT, new EventId("r-1"), 0, Instant.now());
    }

    private static void publish(String type, int count) {
        for (int i = 0; i < count; i++) {
            dispatcher.publish("{\"event\":\"" + type + "\",\"data\":" + i + "}");
        }
    }

    private static void cancel(Webhook webhook, Delivery delivery) {
        control(new Control.OfDelivery(webhook.id(), delivery.id(), delivery.tryNumber(), CancelReason.REQUESTED));
    }

    private static void control(Control control) {
        byte[] key = control.webhook().toString().getBytes(StandardCharsets.US_ASCII);
        int partition = BuiltInPartitioner.partitionForKey(key, RunningDispatcher.PARTITIONS);
        dispatcher.send(ControlCodec.encode(dispatcher.topics, partition, control));
    }

    private static void handBack(ConsumerRecord<byte[], byte[]> waiting) {
        dispatcher.send(TierCodec.back(dispatcher.topics, TierCodec.read(waiting), waiting));
    }

    private static List<Delivery> deliveries(Webhook webhook) {
        return TopicReader.read(dispatcher.topics.deliveries(), webhook.id().toString()).stream()
                .map(DeliveryCodec::decode)
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> inTier(Webhook webhook) {
        return TopicReader.read(
                dispatcher.topics.prefix() + "retry.1s", webhook.id().toString());
    }

    private static List<ConsumerRecord<byte[], byte[]>> scheduled() {
        return TopicReader.read(dispatcher.topics.prefix() + "retry.1d");
    }

    private static List<ReceivedRequest> requests(String path, String containing) {
        return receiver.requests(path).stream()
                .filter(request -> request.text().contains(containing))
                .toList();
    }

    private static void awaitPast(Instant moment) {
        await().atMost(SOON).until(() -> Instant.now().isAfter(moment));
    }

    private static <T extends LogRecord> void awaitLogged(Webhook webhook, Class<T> kind, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(logged(webhook, kind)).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Each delivery has come to an end, by an attempt or by a cancel. */
    private static void awaitAllEnded(Webhook webhook, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log(webhook)
                                .filter(record ->
                                        record instanceof LogRecord.Attempted || record instanceof LogRecord.Cancelled)
                                .map(record -> record.subject().delivery())
                                .distinct())
                        .hasSize(count));
    }

    private static <T extends LogRecord> List<T> logged(Webhook webhook, Class<T> kind) {
        return log(webhook).filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Stream<LogRecord> log(Webhook webhook) {
        return TopicReader.read(dispatcher.topics.attempts(), webhook.id().toString()).stream()
                .map(record -> LogCodec.decode(record));
    }
}
