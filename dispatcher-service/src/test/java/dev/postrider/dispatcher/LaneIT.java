package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.json.Json;
import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetrySchedule;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.LaneCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestMasterKey;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lanes, the shelf and what holds deliveries, through a real broker and a real receiver; a webhook of its own for each test. */
class LaneIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final RetryPolicy SECONDS = RetryPolicy.of(
            new RetrySchedule.Steps("custom", List.of(Duration.ofSeconds(1))), 1, 0, null, new RetryOn.Default());

    private static RunningDispatcher dispatcher;
    private static ScriptedReceiver receiver;

    @BeforeAll
    static void start() {
        receiver = ScriptedReceiver.start();
        dispatcher = new RunningDispatcher(
                LaneIT.class,
                "--postrider.dispatcher.lane-patience=300ms",
                "--postrider.dispatcher.breaker-open=2s",
                "--postrider.dispatcher.disabled-hold=2s");
    }

    @AfterAll
    static void stop() {
        dispatcher.close();
        receiver.close();
    }

    @Test
    void aPausedWebhookHoldsItsDeliveriesOverARestartAndResumesWithTheOldest() {
        receiver.on("/paused").reply(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.inState(
                        RunningDispatcher.webhook(receiver.url("/paused"), "paused"), WebhookState.PAUSED, null),
                new Pacing(null, 1, false)));
        publish("paused", 0, 300);
        awaitShelved(webhook, 300);
        dispatcher.stop();
        dispatcher.startAgain();
        publish("paused", 300, 310);
        awaitShelved(webhook, 310);
        assertThat(receiver.count("/paused")).isZero();
        assertThat(heldReasons(webhook)).containsOnly(HeldReason.PAUSED).hasSize(310);

        dispatcher.put(RunningDispatcher.inState(webhook, WebhookState.ACTIVE, null));

        List<ReceivedRequest> requests = receiver.awaitRequests("/paused", 310, SOON);
        assertThat(requests.stream().map(LaneIT::number)).isSorted().hasSize(310);
        awaitNotBehind(webhook);
    }

    @Test
    void withoutAMasterKeyNothingStartsAndTheMessageSaysHowOneIsMade() {
        assertThatThrownBy(() -> new RunningDispatcher(LaneIT.class, "--postrider.secrets.master-key=").close())
                .hasStackTraceContaining("postrider.secrets.master-key-file (POSTRIDER_SECRETS_MASTER_KEY_FILE)")
                .hasStackTraceContaining("openssl rand -base64 32");
    }

    @Test
    void deliveriesOfAWebhookWhoseSecretsDoNotOpenWaitForTheRightKeyOrRecord() {
        receiver.on("/locked").reply(200);
        String otherKey = "other:YW5vdGhlciBtYXN0ZXIga2V5IG9mIDMyIGJ5dGVzISE=";
        Seal other = new Seal(MasterKeys.parse(otherKey), new SecureRandom());
        Webhook ofAnotherKey = RunningDispatcher.webhook(receiver.url("/locked"), "locked");
        Webhook truncated = RunningDispatcher.webhook(receiver.url("/locked"), "locked");
        Webhook swapped = RunningDispatcher.webhook(receiver.url("/locked"), "locked");
        dispatcher.put(ofAnotherKey, other, value -> value);
        dispatcher.put(truncated, RunningDispatcher.SEAL, value -> value.replaceAll("[A-Za-z0-9_-]{8}\"}$", "\"}"));
        dispatcher.put(
                swapped, RunningDispatcher.SEAL, value -> value.replaceAll("v1\\.test\\.[^\"]+", sealedFor(truncated)));
        List<Webhook> all = List.of(ofAnotherKey, truncated, swapped);

        publish("locked", 0, 10);
        all.forEach(webhook -> awaitShelved(webhook, 10));
        all.forEach(webhook -> assertThat(heldReasons(webhook)).contains(HeldReason.SECRET_UNREADABLE));
        assertThat(receiver.count("/locked")).isZero();
        dispatcher.stop();
        dispatcher.startAgain(TestMasterKey.ARGUMENT + "," + otherKey);
        dispatcher.put(truncated);
        dispatcher.put(swapped);

        List<ReceivedRequest> requests = receiver.awaitRequests("/locked", 30, SOON);
        assertThat(requests)
                .extracting(request -> request.header("X-Webhook-Signature").orElseThrow())
                .containsExactlyInAnyOrderElementsOf(requests.stream()
                        .map(request -> Signatures.postrider(RunningDispatcher.SECRET, request.body()))
                        .toList());
        all.forEach(LaneIT::awaitNotBehind);
    }

    @Test
    void aHangingWebhookDelaysNoOtherOnItsPartition() {
        receiver.on("/hanging").hang();
        receiver.on("/healthy").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/hanging"), "busy"));
        // Every partition has some of these.
        for (int i = 0; i < 12; i++) {
            dispatcher.put(RunningDispatcher.webhook(receiver.url("/healthy"), "busy"));
        }

        publish("busy", 0, 1_000);

        receiver.awaitRequests("/healthy", 12_000, Duration.ofSeconds(60));
        assertThat(receiver.peakInFlight("/hanging")).isLessThanOrEqualTo(16);
    }

    @Test
    void aRateLimitIsNeverExceeded() {
        receiver.on("/rated").reply(200);
        dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/rated"), "rated"), new Pacing(40, null, false)));

        publish("rated", 0, 160);

        List<Instant> arrivals = receiver.awaitRequests("/rated", 160, SOON).stream()
                .map(ReceivedRequest::arrivedAt)
                .sorted()
                .toList();
        // The rate, a twentieth of a second's burst, and a little for the way of the first and the last.
        assertThat(IntStream.range(0, arrivals.size() - 46)
                        .mapToObj(i -> Duration.between(arrivals.get(i), arrivals.get(i + 46))))
                .allMatch(span -> span.compareTo(Duration.ofMillis(1_000)) >= 0);
    }

    @Test
    void aBreakerLeavesAFailingEndpointAloneAndProbesItOnce() {
        receiver.on("/failing").repeat(10, Answer.status(500)).then(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/failing"), SECONDS, "failing"), new Pacing(null, 1, false)));

        publish("failing", 0, 60);

        // Ten fail and go to their tier, the breaker opens, fifty are left.
        List<ReceivedRequest> requests = receiver.awaitRequests("/failing", 60, SOON);
        Duration leftAlone =
                Duration.between(requests.get(9).arrivedAt(), requests.get(10).arrivedAt());
        assertThat(leftAlone).isGreaterThan(Duration.ofMillis(1_900));
        assertThat(heldReasons(webhook)).contains(HeldReason.BREAKER_OPEN);
        awaitNotBehind(webhook);
    }

    @Test
    void retryAfterHoldsTheWholeLane() {
        receiver.on("/throttling").tooManyRequests("2").then(200);
        dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/throttling"), SECONDS, "throttling"),
                new Pacing(null, 1, false)));

        publish("throttling", 0, 20);

        List<ReceivedRequest> requests = receiver.awaitRequests("/throttling", 20, SOON);
        assertThat(Duration.between(requests.get(0).arrivedAt(), requests.get(1).arrivedAt()))
                .isGreaterThan(Duration.ofMillis(1_900));
    }

    @Test
    void goneClosesTheLaneUntilTheWebhookChanges() {
        receiver.on("/gone").reply(410).then(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/gone"), SECONDS, "gone"), new Pacing(null, 1, false)));
        publish("gone", 0, 10);
        awaitShelved(webhook, 9);
        assertThat(receiver.count("/gone")).isEqualTo(1);
        assertThat(heldReasons(webhook)).contains(HeldReason.DISABLED);
        assertThat(log(webhook).stream().filter(LogRecord.Dead.class::isInstance))
                .hasSize(1);

        dispatcher.put(RunningDispatcher.inState(webhook, WebhookState.ACTIVE, null));

        receiver.awaitRequests("/gone", 10, SOON);
    }

    @Test
    void whatIsHeldForTooLongDiesWithoutAnAttempt() {
        RetryPolicy impatient =
                RetryPolicy.of(RetrySchedule.FAST, null, 0, Duration.ofSeconds(2), new RetryOn.Default());
        Webhook paused = dispatcher.put(RunningDispatcher.inState(
                RunningDispatcher.webhook(receiver.url("/late"), impatient, "late"), WebhookState.PAUSED, null));
        Webhook disabled = dispatcher.put(RunningDispatcher.inState(
                RunningDispatcher.webhook(receiver.url("/late"), "late"), WebhookState.DISABLED, null));

        publish("late", 0, 40);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(deaths(paused)).containsOnly(DeadReason.EXPIRED).hasSize(40);
            assertThat(deaths(disabled))
                    .containsOnly(DeadReason.WEBHOOK_DISABLED)
                    .hasSize(40);
        });
        assertThat(receiver.count("/late")).isZero();
        awaitNotBehind(paused);
    }

    @Test
    void anOrderedWebhookGetsItsDeliveriesOneByOneInOrderAlsoWhenTheHeadFails() {
        receiver.on("/ordered").then(200, 500, 200, 200, 503).then(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.paced(
                RunningDispatcher.webhook(receiver.url("/ordered"), "ordered"), new Pacing(null, null, true)));

        for (int i = 0; i < 150; i++) {
            dispatcher.publish("{\"event\":\"ordered\",\"ordering_key\":\"k\",\"data\":" + i + "}", "k");
        }

        List<Integer> received = new ArrayList<>();
        for (ReceivedRequest request : receiver.awaitRequests("/ordered", 152, SOON)) {
            received.add(number(request));
        }
        assertThat(received).isSorted();
        assertThat(received.stream().distinct()).hasSize(150);
        assertThat(receiver.peakInFlight("/ordered")).isEqualTo(1);
        assertThat(heldReasons(webhook)).isNotEmpty();
        awaitNotBehind(webhook);
    }

    @Test
    void aCopyOfADeliveryIsNotSentAgain() {
        receiver.on("/once").reply(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/once"), "once"));
        publish("once", 0, 1);
        receiver.awaitRequests("/once", 1, SOON);
        var record = TopicReader.read(
                        dispatcher.topics.deliveries(), webhook.id().toString())
                .getFirst();

        dispatcher.send(new ProducerRecord<>(
                record.topic(), record.partition(), record.key(), record.value(), record.headers()));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log(webhook)).anyMatch(LogRecord.Duplicate.class::isInstance));
        assertThat(receiver.count("/once")).isEqualTo(1);
    }

    private static void publish(String type, int from, int to) {
        for (int i = from; i < to; i++) {
            dispatcher.publish("{\"event\":\"" + type + "\",\"data\":" + i + "}", "one");
        }
    }

    private static int number(ReceivedRequest request) {
        String data = request.text().replaceFirst(".*\"data\":", "");
        return Integer.parseInt(data.substring(0, data.indexOf(',')));
    }

    private static void awaitShelved(Webhook webhook, int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                TopicReader.read(
                                                dispatcher.topics.shelf(),
                                                webhook.id().toString())
                                        .stream()
                                        .map(record ->
                                                DeliveryCodec.decode(record).event())
                                        .distinct())
                        .hasSize(count));
    }

    /** The last record of each of its lanes is a tombstone. */
    private static void awaitNotBehind(Webhook webhook) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(TopicReader.read(dispatcher.topics.lanes()).stream()
                                .map(LaneCodec::decode)
                                .filter(lane -> lane.webhook().equals(webhook.id()))
                                .reduce((_, last) -> last)
                                .orElseThrow()
                                .behind())
                        .isNull());
    }

    private static List<LogRecord> log(Webhook webhook) {
        return TopicReader.read(dispatcher.topics.attempts(), webhook.id().toString()).stream()
                .map(record -> LogCodec.decode(record))
                .toList();
    }

    private static String sealedFor(Webhook webhook) {
        String value = new String(
                WebhookCodec.encode(Topics.DEFAULT, webhook, RunningDispatcher.SEAL)
                        .value(),
                StandardCharsets.UTF_8);
        return Json.tree(value.getBytes(StandardCharsets.UTF_8))
                .required("sealed")
                .stringValue();
    }

    private static List<HeldReason> heldReasons(Webhook webhook) {
        return log(webhook).stream()
                .filter(LogRecord.Held.class::isInstance)
                .map(record -> ((LogRecord.Held) record).reason())
                .toList();
    }

    private static List<DeadReason> deaths(Webhook webhook) {
        return log(webhook).stream()
                .filter(LogRecord.Dead.class::isInstance)
                .map(record -> ((LogRecord.Dead) record).reason())
                .toList();
    }
}
