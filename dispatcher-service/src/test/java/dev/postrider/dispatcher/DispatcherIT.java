package dev.postrider.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.signature.Signatures;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.DeliveryCodec;
import dev.postrider.common.wire.FanOutRoundCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.OrganizationCodec;
import dev.postrider.common.wire.OrganizationState;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ReceivedRequest;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private RunningDispatcher dispatcher;
    private ScriptedReceiver receiver;

    @BeforeEach
    void start() {
        receiver = ScriptedReceiver.start();
        dispatcher = new RunningDispatcher(DispatcherIT.class);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
        receiver.close();
    }

    @Test
    void anEventReachesEveryWebhookThatWantsItSignedAndByteForByte() {
        receiver.on("/a").reply(200);
        receiver.on("/b").reply(204);
        Webhook a = dispatcher.put(RunningDispatcher.webhook(receiver.url("/a"), "user.*"));
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/b"), "user.created", "*"));
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/no"), "invoice.paid"));
        String data = "{ \"n\" : 1.0, \"big\":12345678901234567890, \"e\":1e2, \"s\":\"\\u00e9 é\" }";

        dispatcher.publish("{\"event\":\"user.created\",\"id\":\"e-1\",\"data\":" + data + "}");

        ReceivedRequest request = receiver.awaitRequests("/a", 1, SOON).getFirst();
        receiver.awaitRequests("/b", 1, SOON);
        assertThat(request.text())
                .startsWith("{\"id\":\"e-1\",\"event\":\"user.created\",\"timestamp\":\"")
                .contains("\"data\":" + data + ",\"metadata\":{}")
                .endsWith(",\"webhook_id\":\"" + a.id() + "\"}");
        assertThat(request.header("X-Webhook-Signature"))
                .contains(Signatures.postrider(RunningDispatcher.SECRET, request.body()));
        assertThat(request.header("webhook-signature"))
                .contains(Signatures.standard(
                        List.of(RunningDispatcher.SECRET),
                        request.header("webhook-id").orElseThrow(),
                        request.header("webhook-timestamp").orElseThrow(),
                        request.body()));
        assertThat(request.header("X-Webhook-Attempt")).contains("1");
        assertThat(request.header("X-Webhook-Event")).contains("user.created");
        assertThat(request.header("X-Team")).contains("crm");
        assertThat(request.header("X-Webhook-Delivery")).isEqualTo(request.header("webhook-id"));
        assertThat(receiver.count("/no")).isZero();
    }

    @Test
    void aWebhookWithATokenSendsItAndTheLogDoesNotHaveIt() {
        receiver.on("/token").reply(200);
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/token"), "*")
                .withAccess(new Access(new EndpointAuth.Bearer("marked-token"), null)));

        dispatcher.publish("{\"id\":\"t1\",\"event\":\"user.created\",\"data\":{}}");

        ReceivedRequest request = receiver.awaitRequests("/token", 1, SOON).getFirst();
        assertThat(request.header("Authorization")).contains("Bearer marked-token");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(TopicReader.read(
                                dispatcher.topics.attempts(), webhook.id().toString()))
                        .anySatisfy(record -> assertThat(new String(record.value(), StandardCharsets.UTF_8))
                                .contains("\"Authorization\":\"***\"")
                                .doesNotContain("marked-token")));
    }

    @Test
    void cloudEventsAreDeliveredInBothModes() {
        receiver.on("/ce").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/ce"), "*"));

        dispatcher.publish(
                "{\"specversion\":\"1.0\",\"id\":\"s\",\"source\":\"x\",\"type\":\"a.b\",\"data\":{\"m\": 1}}",
                Map.of("content-type", "application/cloudevents+json"));
        dispatcher.publish(
                "{\"m\": 2}",
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "b",
                        "ce_source",
                        "x",
                        "ce_type",
                        "a.b",
                        "content-type",
                        "application/json"));

        assertThat(receiver.awaitRequests("/ce", 2, SOON))
                .extracting(ReceivedRequest::text)
                .anyMatch(text -> text.contains("\"id\":\"s\"") && text.contains("\"data\":{\"m\": 1}"))
                .anyMatch(text -> text.contains("\"id\":\"b\"") && text.contains("\"data\":{\"m\": 2}"));
    }

    @Test
    void aFailedAttemptWaitsInTheTierOfItsDelay() {
        receiver.on("/down").reply(503);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/down"), "*"));

        dispatcher.publish("{\"event\":\"a\",\"data\":1}");

        try (TopicReader tier = TopicReader.of(dispatcher.topics.prefix() + "retry.1s");
                TopicReader attempts = TopicReader.of(dispatcher.topics.attempts())) {
            ConsumerRecord<byte[], byte[]> waiting = tier.await(1).getFirst();
            Delivery next = DeliveryCodec.decode(waiting);
            TierCodec.Wait wait = TierCodec.read(waiting);
            assertThat(next.attempt()).isEqualTo(2);
            assertThat(Duration.between(Instant.now(), wait.due())).isLessThanOrEqualTo(Duration.ofSeconds(1));
            List<LogRecord> log = logged(attempts.await(3)).toList();
            assertThat(log)
                    .anySatisfy(record -> assertThat(record)
                            .isInstanceOfSatisfying(
                                    LogRecord.Attempted.class,
                                    attempted -> assertThat(attempted.next())
                                            .isEqualTo(new LogRecord.Next.Retrying(wait.due()))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 410})
    void aPermanentAnswerEndsInTheDeadLetterTopicAtOnce(int status) {
        receiver.on("/gone").reply(status);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/gone"), "*"));

        dispatcher.publish("{\"event\":\"a\",\"data\":1}");

        try (TopicReader dead = TopicReader.of(dispatcher.topics.deadLetter());
                TopicReader attempts = TopicReader.of(dispatcher.topics.attempts())) {
            ConsumerRecord<byte[], byte[]> letter = dead.await(1).getFirst();
            assertThat(header(letter, "pr-reason")).isEqualTo("permanent_failure");
            assertThat(header(letter, "pr-status-code")).isEqualTo(Integer.toString(status));
            LogRecord.Dead logged = logged(attempts.await(4))
                    .filter(LogRecord.Dead.class::isInstance)
                    .map(LogRecord.Dead.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(logged.reason()).isEqualTo(DeadReason.PERMANENT_FAILURE);
            assertThat(logged.deadLetter())
                    .isEqualTo(new LogRecord.Position(letter.topic(), letter.partition(), letter.offset()));
        }
        assertThat(receiver.count("/gone")).isEqualTo(1);
    }

    @Test
    void whatIsNoEventIsRejectedWithItsReasonAndTheNextIsDelivered() {
        receiver.on("/ok").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/ok"), "*"));

        dispatcher.publish("not json");
        dispatcher.publish("{\"data\":1}");
        dispatcher.publish("{\"event\":\"a\",\"organization_id\":\"nobody\",\"data\":1}");
        dispatcher.publish("{\"event\":\"a\",\"data\":\"" + "x".repeat(300_000) + "\"}");
        dispatcher.publish("{}", Map.of("ce_specversion", "1.0", "ce_id", "x", "ce_type", "bad type"));
        dispatcher.publish("{\"event\":\"a\",\"id\":\"good\",\"data\":1}");

        receiver.awaitRequests("/ok", 1, SOON);
        try (TopicReader rejected = TopicReader.of(dispatcher.topics.eventsRejected())) {
            List<ConsumerRecord<byte[], byte[]>> records = rejected.await(5);
            assertThat(records)
                    .extracting(record -> header(record, "pr-reason"))
                    .anyMatch(reason -> reason.contains("not valid JSON"))
                    .anyMatch(reason -> reason.contains("event: is missing"))
                    .anyMatch(reason -> reason.contains("create 'nobody' first"))
                    .anyMatch(reason -> reason.contains("at most 262144 are allowed"))
                    .anyMatch(reason -> reason.contains("event: must be 1 to 100"));
            assertThat(records)
                    .anyMatch(record -> new String(record.value(), StandardCharsets.UTF_8).equals("not json"));
        }
        assertThat(receiver.count("/ok")).isEqualTo(1);
    }

    @Test
    void aRecordThatIsNoDeliveryIsPutAsideAndTheNextIsDelivered() {
        receiver.on("/ok").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/ok"), "*"));

        for (int partition = 0; partition < 3; partition++) {
            dispatcher.send(new ProducerRecord<>(
                    dispatcher.topics.deliveries(), partition, null, "junk".getBytes(StandardCharsets.US_ASCII)));
        }
        dispatcher.publish("{\"event\":\"a\",\"data\":1}");

        receiver.awaitRequests("/ok", 1, SOON);
        try (TopicReader rejected = TopicReader.of(dispatcher.topics.eventsRejected())) {
            assertThat(rejected.await(3))
                    .allMatch(record -> header(record, "pr-reason").contains("pr-v"));
        }
    }

    @Test
    void whatWasFannedOutBeforeASwitchOffIsCancelledEvenAfterSwitchingOn() {
        receiver.on("/slow").reply(503);
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/slow"), "a"));
        dispatcher.publish("{\"event\":\"a\",\"data\":1}");
        receiver.awaitRequests("/slow", 1, SOON);
        try (TopicReader tier = TopicReader.of(dispatcher.topics.prefix() + "retry.1s");
                TopicReader attempts = TopicReader.of(dispatcher.topics.attempts())) {
            ConsumerRecord<byte[], byte[]> waiting = tier.await(1).getFirst();
            Webhook off = dispatcher.put(RunningDispatcher.inState(webhook, WebhookState.OFF, Instant.now()));
            dispatcher.put(RunningDispatcher.inState(off, WebhookState.ACTIVE, off.cancelBefore()));

            awaitStaleViewsGone();
            dispatcher.send(TierCodec.back(dispatcher.topics, TierCodec.read(waiting), waiting));

            // Two records each of the event and of the probe, a round for each, and the cancellation.
            assertThat(logged(attempts.await(7))).anyMatch(LogRecord.Cancelled.class::isInstance);
        }
        assertThat(receiver.count("/slow")).isEqualTo(1);
    }

    @Test
    void inShadowModeNothingIsSentAndTheLogHasWhatWouldHaveBeen() {
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/shadow"), "a"));
        dispatcher.send(OrganizationCodec.encode(
                dispatcher.topics, OrganizationId.DEFAULT, OrganizationState.ACTIVE.withShadow(true)));
        dispatcher.publish("{\"event\":\"a\",\"data\":1}");
        awaitShadowed(1);

        dispatcher.send(OrganizationCodec.encode(dispatcher.topics, OrganizationId.DEFAULT));
        dispatcher.send(OrganizationCodec.encodeSwitch(dispatcher.topics, OrganizationState.ACTIVE.withShadow(true)));
        dispatcher.publish("{\"event\":\"a\",\"data\":2}");
        awaitShadowed(2);
        assertThat(receiver.count("/shadow")).isZero();

        dispatcher.send(OrganizationCodec.encodeSwitch(dispatcher.topics, OrganizationState.ACTIVE));
        dispatcher.publish("{\"event\":\"a\",\"data\":3}");
        receiver.awaitRequests("/shadow", 1, SOON);
        assertThat(receiver.requests("/shadow").getFirst().text()).contains("\"data\":3");
    }

    private void awaitShadowed(int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(logged(TopicReader.read(dispatcher.topics.attempts())))
                        .filteredOn(record -> record instanceof LogRecord.Cancelled cancelled
                                && cancelled.reason() == CancelReason.SHADOW)
                        .hasSize(count));
    }

    @Test
    void noAttemptStartsLaterThanASecondAfterADeleteWasAcknowledged() {
        receiver.on("/doomed").then(Answer.after(Duration.ofSeconds(1), Answer.status(200)));
        Webhook webhook = dispatcher.put(RunningDispatcher.webhook(receiver.url("/doomed"), "*"));
        for (int i = 0; i < 600; i++) {
            dispatcher.publish("{\"event\":\"a\",\"data\":" + i + "}");
        }
        receiver.awaitRequests("/doomed", 20, SOON);

        dispatcher.put(RunningDispatcher.inState(webhook, WebhookState.DELETED, null));
        Instant acknowledged = Instant.now();

        // What was fanned out before has an end of its own; what comes to fan-out later matches nothing.
        await().atMost(SOON).untilAsserted(() -> {
            List<LogRecord> log = logged(TopicReader.read(dispatcher.topics.attempts()))
                    .filter(record -> !(record instanceof LogRecord.Held))
                    .toList();
            long fannedOut =
                    log.stream().filter(LogRecord.FannedOut.class::isInstance).count();
            long cancelled =
                    log.stream().filter(LogRecord.Cancelled.class::isInstance).count();
            assertThat(cancelled).isPositive();
            assertThat(log).hasSize((int) (2 * fannedOut));
        });
        assertThat(receiver.requests("/doomed"))
                .allMatch(request -> request.arrivedAt().isBefore(acknowledged.plusSeconds(1)));
    }

    @Test
    void aWebhookGetsTheNextEventAfterItWasAcknowledged() {
        receiver.on("/new").reply(200);

        for (int i = 0; i < 100; i++) {
            OrganizationId organization = new OrganizationId("org-" + i);
            dispatcher.put(organization);
            Webhook webhook = RunningDispatcher.webhook(receiver.url("/new"), "*");
            dispatcher.put(new Webhook(
                    webhook.id(),
                    organization,
                    webhook.url(),
                    webhook.events(),
                    webhook.state(),
                    webhook.headers(),
                    webhook.timeout(),
                    webhook.retry(),
                    webhook.signing(),
                    webhook.pacing(),
                    1,
                    null,
                    Access.NONE));
            dispatcher.publish("{\"event\":\"a\",\"organization_id\":\"" + organization + "\",\"data\":" + i + "}");
        }

        assertThat(receiver.awaitRequests("/new", 100, SOON)).hasSize(100);
    }

    @Test
    void aRestartSendsNothingTwiceThatWasDelivered() {
        receiver.on("/n").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/n"), "*"));
        for (int i = 0; i < 200; i++) {
            dispatcher.publish("{\"event\":\"a\",\"id\":\"n" + i + "\",\"data\":1}");
        }
        receiver.awaitRequests("/n", 50, SOON);

        dispatcher.stop();
        dispatcher.startAgain();

        receiver.awaitRequests("/n", 200, SOON);
        dispatcher.publish("{\"event\":\"a\",\"id\":\"last\",\"data\":1}");
        receiver.awaitRequests("/n", 201, SOON);
        assertThat(receiver.countByHeader("/n", "X-Webhook-Delivery"))
                .hasSize(201)
                .allSatisfy((delivery, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void anUnreachableEndpointIsRetriedAndDoesNotHoldTheOthers() {
        receiver.on("/ok").reply(200);
        dispatcher.put(RunningDispatcher.webhook("http://127.0.0.1:8/", "*"));
        dispatcher.put(RunningDispatcher.webhook("http://no-such-host.invalid/", "*"));
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/ok"), "*"));

        dispatcher.publish("{\"event\":\"a\",\"data\":1}");

        receiver.awaitRequests("/ok", 1, SOON);
        try (TopicReader tier = TopicReader.of(dispatcher.topics.prefix() + "retry.1s")) {
            assertThat(tier.await(2)).hasSize(2);
        }
    }

    /** The view is at most 250 ms behind; anything older than its limit is refused anyway. */
    private void awaitStaleViewsGone() {
        receiver.on("/probe").reply(200);
        dispatcher.put(RunningDispatcher.webhook(receiver.url("/probe"), "probe"));
        dispatcher.publish("{\"event\":\"probe\",\"data\":1}");
        receiver.awaitRequests("/probe", 1, SOON);
    }

    /** What is told of deliveries. */
    private static Stream<LogRecord> logged(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> !FanOutRoundCodec.isRound(record))
                .map(LogCodec::decode);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
