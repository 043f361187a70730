package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.DeadReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.FailureKind;
import dev.postrider.common.delivery.HeldReason;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.event.RejectionReason;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.trace.TraceContext;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.EndpointAuth;
import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on the topics is a contract between versions: it may grow, it never changes. */
class RecordContractTest {
    private static final Instant NOW = Samples.FANNED_OUT.plusMillis(5);
    private static final Topics TOPICS = Topics.DEFAULT;

    private final Delivery delivery = Samples.delivery();

    @Test
    void deliveryStaysAsItIs() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);

        GoldenFiles.verify("delivery-2", record);
        assertThat(DeliveryCodec.decode(GoldenFiles.received(record)))
                .usingRecursiveComparison()
                .isEqualTo(delivery);
    }

    @Test
    void tracedDeliveryStaysAsItIsInTiersToo() {
        Delivery traced = delivery.traced(new TraceContext(
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1", "53995c3f42cd8ad8"));
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), traced);

        GoldenFiles.verify("delivery-traced", record);
        ProducerRecord<byte[], byte[]> waiting =
                TierCodec.enter(TOPICS, RetryLadder.DEFAULT, NOW, NOW.plusSeconds(60), ReturnTo.DELIVERIES, record);
        assertThat(DeliveryCodec.decode(GoldenFiles.received(waiting)))
                .usingRecursiveComparison()
                .isEqualTo(traced);
    }

    @Test
    void aDeliveryWhoseTraceCannotBeReadIsOneThatNobodyTraces() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        record.headers().add("traceparent", bytes("00-abc"));

        assertThat(DeliveryCodec.decode(GoldenFiles.received(record)).trace()).isNull();
    }

    @Test
    void webhookThatIsToldOfTracesStaysAsItIs() {
        Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT, Pacing.DEFAULT).withPropagatedTrace();
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal(9));

        GoldenFiles.verify("webhook-sealed-traced", record);
        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(webhook));
    }

    @Test
    void deliveriesWithAHeaderForEachThingAreStillRead() {
        assertThat(DeliveryCodec.decode(GoldenFiles.written("delivery")))
                .usingRecursiveComparison()
                .isEqualTo(delivery);
        assertThat(DeliveryCodec.decode(GoldenFiles.written("shelf")))
                .usingRecursiveComparison()
                .isEqualTo(Samples.orderedDelivery().held(HeldReason.BREAKER_OPEN, NOW));
        assertThat(DeliveryCodec.decode(GoldenFiles.written("dead-letter")))
                .usingRecursiveComparison()
                .isEqualTo(delivery);
    }

    @Test
    void aWaitingDeliveryOfTheFirstVersionReturnsAsItCame() {
        ConsumerRecord<byte[], byte[]> waiting = GoldenFiles.written("retry");

        TierCodec.Wait wait = TierCodec.read(waiting);

        Instant due = NOW.plusSeconds(60);
        assertThat(wait).isEqualTo(new TierCodec.Wait(due, due, ReturnTo.DELIVERIES));
        assertThat(DeliveryCodec.decode(GoldenFiles.received(TierCodec.back(TOPICS, wait, waiting))))
                .usingRecursiveComparison()
                .isEqualTo(delivery.nextAttempt());
    }

    @Test
    void fieldsThatALaterVersionAddsToADeliveryArePassedOver() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        byte[] line = record.headers().lastHeader(HeaderNames.ABOUT).value();
        record.headers().remove(HeaderNames.ABOUT).add(HeaderNames.ABOUT, bytes(text(line) + "\tmore\t"));

        assertThat(DeliveryCodec.decode(GoldenFiles.received(record)))
                .usingRecursiveComparison()
                .isEqualTo(delivery);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aDeliveryWhoseLineEndsEarlyIsRefused(int fields) {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        String line = text(record.headers().lastHeader(HeaderNames.ABOUT).value());
        String cut = Arrays.stream(line.split("\t")).limit(fields).collect(Collectors.joining("\t"));
        record.headers().remove(HeaderNames.ABOUT).add(HeaderNames.ABOUT, bytes(cut));

        assertThatThrownBy(() -> DeliveryCodec.decode(GoldenFiles.received(record)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void aDeliveryWhoseLineHasAWrongNumberIsRefusedByTheField() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        String line = text(record.headers().lastHeader(HeaderNames.ABOUT).value());
        record.headers()
                .remove(HeaderNames.ABOUT)
                .add(HeaderNames.ABOUT, bytes(line.replace(Long.toString(Samples.PUBLISHED.toEpochMilli()), "soon")));

        assertThatThrownBy(() -> DeliveryCodec.decode(GoldenFiles.received(record)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("event time");
    }

    @Test
    void waitingDeliveryStaysAsItIsAndReturnsUnchanged() {
        Instant due = NOW.plusSeconds(60);
        ProducerRecord<byte[], byte[]> base = DeliveryCodec.encode(TOPICS.deliveries(), delivery.nextAttempt());

        ProducerRecord<byte[], byte[]> waiting =
                TierCodec.enter(TOPICS, RetryLadder.DEFAULT, NOW, due, ReturnTo.DELIVERIES, base);

        GoldenFiles.verify("retry-2", waiting);
        TierCodec.Wait wait = TierCodec.read(GoldenFiles.received(waiting));
        assertThat(wait).isEqualTo(new TierCodec.Wait(due, due, ReturnTo.DELIVERIES));
        assertThat(TierCodec.back(TOPICS, wait, GoldenFiles.received(waiting))).isEqualTo(base);
    }

    @Test
    void webhookWithAccessStaysAsItIs() {
        Access access = new Access(
                new EndpointAuth.OAuth2(
                        "https://auth.example/token",
                        "me",
                        "s3cret",
                        "deliver",
                        null,
                        EndpointAuth.ClientAuthentication.BASIC),
                new EndpointTls("authorities", "certificate", "key"));
        Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT).withAccess(access);

        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal(17));

        GoldenFiles.verify("webhook-sealed-access", record);
        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal())
                        .webhook())
                .isEqualTo(webhook);
    }

    @Test
    void deadLetterStaysAsItIs() {
        ProducerRecord<byte[], byte[]> record =
                DeadLetterCodec.encode(TOPICS, delivery, DeadReason.EXHAUSTED, Samples.unavailable(), NOW);

        GoldenFiles.verify("dead-letter-2", record);
        assertThat(DeliveryCodec.decode(GoldenFiles.received(record)).id()).isEqualTo(delivery.id());
    }

    @Test
    void roundOfFanOutStaysAsItIs() {
        FanOutRound round = new FanOutRound(
                NOW,
                77,
                List.of(
                        new FanOutRound.Span("postrider.events", 3, 1000, 1250),
                        new FanOutRound.Span("postrider.events.from.shop", 0, 7, 8)));

        ProducerRecord<byte[], byte[]> record = FanOutRoundCodec.encode(TOPICS, round);

        GoldenFiles.verify("fan-out-round", record);
        assertThat(FanOutRoundCodec.isRound(GoldenFiles.received(record))).isTrue();
        assertThat(FanOutRoundCodec.decode(GoldenFiles.received(record))).isEqualTo(round);
        assertThat(FanOutRoundCodec.isRound(GoldenFiles.received(
                        DeadLetterCodec.encode(TOPICS, delivery, DeadReason.EXHAUSTED, Samples.unavailable(), NOW))))
                .isFalse();
    }

    @Test
    void rejectedRecordKeepsWhatCameAndSaysWhy() {
        ProducerRecord<byte[], byte[]> original =
                new ProducerRecord<>("postrider.events", null, null, bytes("k"), bytes("{oops"));
        original.headers().add("traceparent", bytes("00-abc"));

        ProducerRecord<byte[], byte[]> record =
                RejectedCodec.encode(TOPICS, GoldenFiles.received(original), "is not valid JSON", NOW);

        GoldenFiles.verify("events-rejected", record);
        assertThat(record.value()).isEqualTo(original.value());
    }

    @Test
    void rejectedRecordHasTheClassOfItsReasonWhateverItsProducerWrote() {
        ProducerRecord<byte[], byte[]> original =
                new ProducerRecord<>("postrider.events", null, null, bytes("k"), bytes("{}"));
        original.headers().add(HeaderNames.REASON_CLASS, bytes("loop"));

        ProducerRecord<byte[], byte[]> record = RejectedCodec.encode(
                TOPICS, GoldenFiles.received(original), RejectionReason.SCHEMA, "data/total: integer expected", NOW);

        GoldenFiles.verify("events-rejected-schema", record);
        assertThat(record.headers().headers(HeaderNames.REASON_CLASS)).hasSize(1);
        RejectedRecord read = RejectedCodec.decode(GoldenFiles.received(record));
        assertThat(read.source()).isEqualTo(new Position("postrider.events", 0, 7));
        assertThat(read.reason()).isEqualTo(RejectionReason.SCHEMA);
        assertThat(read.isWhole()).isTrue();
    }

    @Test
    void eventTypeStaysAsItIs() {
        EventType type = new EventType("order.created");
        RegisteredType registered = new RegisteredType(RawJson.of("{\"maximum\": 1.0e2}"), true);
        ProducerRecord<byte[], byte[]> record = EventTypeCodec.encode(TOPICS, Samples.ACME, type, registered);
        RegisteredType plain = new RegisteredType(null, false);

        GoldenFiles.verify("event-type", record);
        GoldenFiles.verify("event-type-tombstone", EventTypeCodec.tombstone(TOPICS, Samples.ACME, type));
        assertThat(WebhooksKey.parse(record.key())).isEqualTo(new WebhooksKey.OfEventType(Samples.ACME, type));
        assertThat(EventTypeCodec.decode(GoldenFiles.received(record))).isEqualTo(registered);
        assertThat(EventTypeCodec.decode(
                        GoldenFiles.received(EventTypeCodec.encode(TOPICS, Samples.ACME, type, plain))))
                .isEqualTo(plain);
    }

    @Test
    void aRejectedRecordThatIsTooLargeLeavesItsSizeAndHash() {
        ProducerRecord<byte[], byte[]> original =
                new ProducerRecord<>("postrider.events", null, null, bytes("k"), new byte[2_000_000]);

        ProducerRecord<byte[], byte[]> record =
                RejectedCodec.encode(TOPICS, GoldenFiles.received(original), "is 2000000 bytes", NOW);

        GoldenFiles.verify("events-rejected-too-large", record);
        assertThat(record.value()).isEmpty();
        assertThat(RejectedCodec.decode(GoldenFiles.received(record)).size()).isEqualTo(2_000_000);
        assertThat(RejectedCodec.decode(GoldenFiles.received(record)).isWhole()).isFalse();
    }

    @Test
    void webhookStaysAsItIs() {
        Webhook webhook = Samples.webhook(Samples.customPolicy());
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal(7));

        GoldenFiles.verify("webhook-sealed", record);
        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(webhook));
    }

    @Test
    void webhookWithTheDefaultPolicyReadsBack() {
        Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT);
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal());

        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(webhook));
    }

    @Test
    void deletedWebhookStaysAsItIsAndHasNoSecretsLeft() {
        Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT, Pacing.DEFAULT, WebhookState.DELETED);
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal());

        GoldenFiles.verify("webhook-deleted", record);
        Webhook read = WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal())
                .webhook();
        assertThat(read.signing().secrets()).isEmpty();
        assertThat(read.state()).isEqualTo(WebhookState.DELETED);
    }

    @Test
    void webhookWhoseKeysAreBeingRotatedStaysAsItIs() {
        Webhook webhook = Samples.rotatingWebhook();
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal(11));

        GoldenFiles.verify("webhook-sealed-rotating", record);
        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(webhook));
    }

    @Test
    void webhookWrittenInClearIsStillRead() {
        assertThat(WebhookCodec.decode(Samples.WEBHOOK, GoldenFiles.written("webhook"), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(Samples.webhook(Samples.customPolicy())));
        assertThat(WebhookCodec.decode(Samples.WEBHOOK, GoldenFiles.written("webhook-paced"), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(Samples.webhook(RetryPolicy.DEFAULT, new Pacing(50, 4, true))));
    }

    @Test
    void webhookTombstoneStaysAsItIs() {
        GoldenFiles.verify("webhook-tombstone", WebhookCodec.tombstone(TOPICS, Samples.WEBHOOK));
    }

    @Test
    void organizationStaysAsItIs() {
        ProducerRecord<byte[], byte[]> record = OrganizationCodec.encode(TOPICS, Samples.ACME);

        GoldenFiles.verify("organization", record);
        assertThat(WebhooksKey.parse(record.key()))
                .isEqualTo(new WebhooksKey.OfOrganization(new OrganizationId("acme")));
    }

    @Test
    void logOfAFanOutStaysAsItIs() {
        verifyLog("log-fanned-out", new LogRecord.FannedOut(Subject.of(delivery), Samples.FANNED_OUT, null));
    }

    @Test
    void logOfAReplayStaysAsItIs() {
        verifyLog(
                "log-fanned-out-replay",
                new LogRecord.FannedOut(Subject.of(delivery), Samples.FANNED_OUT, Samples.JOB));
    }

    @Test
    void logOfAFurtherTryStaysAsItIs() {
        Delivery redriven = delivery.nextTry(2, Trigger.REDRIVE, NOW);

        verifyLog("log-try-started", new LogRecord.TryStarted(Subject.of(redriven), NOW, Trigger.REDRIVE, Samples.JOB));
        verifyLog("log-try-started-manual", new LogRecord.TryStarted(Subject.of(redriven), NOW, Trigger.MANUAL, null));
    }

    @Test
    void logOfAnAnsweredAttemptStaysAsItIs() {
        verifyLog(
                "log-attempt-answered",
                new LogRecord.Attempted(
                        Subject.of(delivery),
                        NOW,
                        Trigger.EVENT,
                        Samples.unavailable(),
                        Map.of("X-Webhook-Attempt", "1"),
                        null,
                        new Position("postrider.deliveries", 2, 99),
                        new Next.Retrying(NOW.plusSeconds(60))));
    }

    @Test
    void logOfAFailedTestStaysAsItIs() {
        verifyLog(
                "log-attempt-failed-test",
                new LogRecord.Attempted(
                        Subject.of(delivery),
                        NOW,
                        Trigger.TEST,
                        new AttemptOutcome.Failed(FailureKind.TIMEOUT, "no answer within 10 s", Duration.ofSeconds(10)),
                        Map.of(),
                        "{\"a\":1}",
                        null,
                        new Next.GivenUp()));
    }

    @Test
    void logOfADeliveryStaysAsItIs() {
        verifyLog(
                "log-attempt-delivered",
                new LogRecord.Attempted(
                        Subject.of(delivery),
                        NOW,
                        Trigger.EVENT,
                        new AttemptOutcome.Responded(204, Map.of(), "", Duration.ofMillis(3)),
                        Map.of(),
                        null,
                        new Position("postrider.deliveries", 2, 99),
                        new Next.Delivered()));
    }

    @Test
    void logOfADeadLetterStaysAsItIs() {
        verifyLog(
                "log-dead",
                new LogRecord.Dead(
                        Subject.of(delivery), NOW, DeadReason.EXPIRED, new Position("postrider.dead-letter", 1, 5)));
    }

    @Test
    void shelvedDeliveryOfAnOrderedWebhookStaysAsItIs() {
        Delivery held = Samples.orderedDelivery().held(HeldReason.BREAKER_OPEN, NOW);
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.shelf(), held);

        GoldenFiles.verify("shelf-2", record);
        assertThat(DeliveryCodec.decode(GoldenFiles.received(record)))
                .usingRecursiveComparison()
                .isEqualTo(held);
    }

    @Test
    void laneThatIsBehindStaysAsItIs() {
        LaneRecord lane = new LaneRecord(
                Samples.WEBHOOK,
                null,
                3,
                new LaneRecord.Behind(HeldReason.RETRY_AFTER, NOW.plusSeconds(30), 17, List.of(19L, 20L), 4096, null));

        verifyLane("lane", lane);
    }

    @Test
    void orderedLaneWhoseHeadFailedStaysAsItIs() {
        LaneRecord lane = new LaneRecord(
                Samples.WEBHOOK,
                "user/7",
                3,
                new LaneRecord.Behind(
                        HeldReason.BEHIND, null, 17, List.of(), 12, new LaneRecord.Head(2, NOW.plusSeconds(60))));

        verifyLane("lane-ordered", lane);
    }

    @Test
    void laneThatIsNoLongerBehindLeavesATombstone() {
        verifyLane("lane-tombstone", new LaneRecord(Samples.WEBHOOK, null, 4, null));
    }

    @Test
    void webhookWithLimitsStaysAsItIs() {
        Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT, new Pacing(50, 4, true));
        ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal(8));

        GoldenFiles.verify("webhook-sealed-paced", record);
        assertThat(WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), Samples.seal()))
                .isEqualTo(new ReadWebhook.Open(webhook));
    }

    @Test
    void pausedOrganizationAndSwitchStayAsTheyAre() {
        ProducerRecord<byte[], byte[]> organization =
                OrganizationCodec.encode(TOPICS, Samples.ACME, OrganizationState.ACTIVE.withPaused(true));
        ProducerRecord<byte[], byte[]> everything = OrganizationCodec.encodeSwitch(TOPICS, OrganizationState.ACTIVE);

        GoldenFiles.verify("organization-paused", organization);
        GoldenFiles.verify("switch", everything);
        assertThat(OrganizationCodec.decode(GoldenFiles.received(organization)).paused())
                .isTrue();
        assertThat(OrganizationCodec.decode(GoldenFiles.received(everything)).paused())
                .isFalse();
        assertThat(WebhooksKey.parse(everything.key())).isEqualTo(new WebhooksKey.OfEverything());
    }

    @Test
    void strictOrganizationInShadowModeStaysAsItIs() {
        OrganizationState state = new OrganizationState(true, true, true);
        OrganizationState everything = OrganizationState.ACTIVE.withShadow(true);

        ProducerRecord<byte[], byte[]> organization = OrganizationCodec.encode(TOPICS, Samples.ACME, state);
        ProducerRecord<byte[], byte[]> shadow = OrganizationCodec.encodeSwitch(TOPICS, everything);

        GoldenFiles.verify("organization-strict-shadow", organization);
        GoldenFiles.verify("switch-shadow", shadow);
        assertThat(OrganizationCodec.decode(GoldenFiles.received(organization))).isEqualTo(state);
        assertThat(OrganizationCodec.decode(GoldenFiles.received(shadow))).isEqualTo(everything);
    }

    @Test
    void logOfAHeldDeliveryStaysAsItIs() {
        verifyLog("log-held", new LogRecord.Held(Subject.of(delivery), NOW, HeldReason.PAUSED));
    }

    @Test
    void logOfADuplicateStaysAsItIs() {
        verifyLog(
                "log-duplicate",
                new LogRecord.Duplicate(Subject.of(delivery), NOW, new Position("postrider.deliveries", 2, 101)));
    }

    @Test
    void logOfACancellationStaysAsItIs() {
        verifyLog("log-cancelled", new LogRecord.Cancelled(Subject.of(delivery), NOW, CancelReason.WEBHOOK_DELETED));
    }

    @Test
    void recordsOfAnotherVersionAreRefused() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        record.headers().remove(HeaderNames.VERSION).add(HeaderNames.VERSION, bytes("3"));

        assertThatThrownBy(() -> DeliveryCodec.decode(GoldenFiles.received(record)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("format version 3");
    }

    @Test
    void aDeliveryWithoutAHeaderIsRefusedByItsName() {
        ProducerRecord<byte[], byte[]> record = DeliveryCodec.encode(TOPICS.deliveries(), delivery);
        record.headers().remove(HeaderNames.ABOUT);

        assertThatThrownBy(() -> DeliveryCodec.decode(GoldenFiles.received(record)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("pr-about");
    }

    private static void verifyLane(String name, LaneRecord lane) {
        ProducerRecord<byte[], byte[]> record = LaneCodec.encode(TOPICS, 2, lane);

        GoldenFiles.verify(name, record);
        assertThat(record.partition()).isEqualTo(2);
        assertThat(LaneCodec.decode(GoldenFiles.received(record))).isEqualTo(lane);
    }

    private static void verifyLog(String name, LogRecord log) {
        ProducerRecord<byte[], byte[]> record = LogCodec.encode(TOPICS, log);

        GoldenFiles.verify(name, record);
        assertThat(LogCodec.decode(GoldenFiles.received(record))).isEqualTo(log);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
