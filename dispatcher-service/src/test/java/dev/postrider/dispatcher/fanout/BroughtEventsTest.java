package dev.postrider.dispatcher.fanout;

import static dev.postrider.dispatcher.fanout.FanOutRig.NOW;
import static dev.postrider.dispatcher.fanout.FanOutRig.TOPICS;
import static dev.postrider.dispatcher.fanout.FanOutRig.deliveries;
import static dev.postrider.dispatcher.fanout.FanOutRig.event;
import static dev.postrider.dispatcher.fanout.FanOutRig.eventAt;
import static dev.postrider.dispatcher.fanout.FanOutRig.id;
import static dev.postrider.dispatcher.fanout.FanOutRig.internal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.InternalEvent;
import dev.postrider.common.wire.InternalEvent.Replay;
import dev.postrider.common.wire.InternalEventCodec;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.TierCodec;
import dev.postrider.dispatcher.webhookview.ViewOf;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scheduled events, on their way and back, and replayed ones. */
class BroughtEventsTest {
    private static final UUID REPLAY = UUID.fromString("0b8f3f0e-5c1d-4c57-9a3e-6a1d5f2b7c44");
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    private static final OrganizationId OTHER = new OrganizationId("other");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(3, "a"));

    @Test
    void aScheduledEventWaitsInTheLadderUntilExactlyThen() throws Exception {
        Slice slice = slice(NOW, scheduled(TOMORROW));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 0, Slice.End.SCHEDULED));
        ConsumerRecord<byte[], byte[]> waiting = onlyProduced();
        TierCodec.Wait wait = TierCodec.read(waiting);
        assertThat(waiting.topic()).startsWith("t.retry.");
        assertThat(wait.due()).isEqualTo(TOMORROW);
        assertThat(wait.returnTo()).isEqualTo(ReturnTo.EVENTS_INTERNAL);
        assertThat(wait.hopUntil()).isAfter(NOW).isBeforeOrEqualTo(TOMORROW);
        InternalEvent released = InternalEventCodec.decode(waiting);
        assertThat(released.replay()).isNull();
        assertThat(released.event().appendedAt()).isEqualTo(TOMORROW);
        assertThat(released.event().timestamp()).isEqualTo(NOW.toString());
        assertThat(released.event().orderingKey()).isEqualTo("customer-1");
    }

    @Test
    void aReleasedEventIsDeliveredToTheWebhooksOfThenUnderIdsOfItsDay() throws Exception {
        slice(NOW, scheduled(TOMORROW));
        ConsumerRecord<byte[], byte[]> back = back();
        view = ViewOf.webhooks(List.of(
                FanOutRig.webhook(1, Pacing.DEFAULT, "a"), FanOutRig.webhook(7, new Pacing(null, null, true), "a")));
        producer.clear();

        slice(TOMORROW, back);

        List<Delivery> made = deliveries(producer.history()).toList();
        assertThat(made).extracting(Delivery::webhook).containsExactly(id(1), id(7));
        assertThat(made).extracting(Delivery::eventTime).containsOnly(TOMORROW);
        assertThat(made).extracting(Delivery::trigger).containsOnly(Trigger.EVENT);
        assertThat(made.get(0).id())
                .isEqualTo(DeliveryId.of(TOMORROW, OrganizationId.DEFAULT, new EventId("e-1"), id(1)));
        assertThat(made.get(1).orderingKey()).isEqualTo("customer-1");
    }

    @Test
    void anEventThatIsFoundDueHasTheIdsThatItWouldHaveHadFromTheLadder() throws Exception {
        slice(NOW, scheduled(TOMORROW));
        ConsumerRecord<byte[], byte[]> back = back();
        producer.clear();
        slice(TOMORROW, back);
        List<DeliveryId> fromTheLadder = ids();
        producer.clear();

        slice(TOMORROW.plusSeconds(5), scheduled(TOMORROW));

        assertThat(ids()).isEqualTo(fromTheLadder).hasSize(3);
    }

    @Test
    void anEventScheduledForThePastIsAnOrdinaryOne() throws Exception {
        Slice slice = slice(NOW, scheduled(NOW.minusSeconds(60)));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 3, Slice.End.FANNED_OUT));
        assertThat(deliveries(producer.history()))
                .extracting(Delivery::eventTime)
                .containsOnly(NOW);
    }

    @Test
    void aScheduledEventIsAheadForAsLongAsIsAllowedAndNoLonger() throws Exception {
        Instant latest = NOW.plus(FanOutRig.MAX_DELIVER_AHEAD);
        slice(NOW, scheduled(latest));
        slice(NOW, scheduled(latest.plusSeconds(3600)));

        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly("t.retry.1d", TOPICS.eventsRejected());
        assertThat(header(producer.history().getLast(), HeaderNames.REASON))
                .startsWith("deliver_at: is 2026-03-31T13:00:00Z")
                .contains("the latest that is taken now is 2026-03-31T12:00:00Z")
                .contains("publish the event nearer to its time");
    }

    @Test
    void aCancelledEventIsDroppedWhenItIsDue() throws Exception {
        slice(NOW, scheduled(TOMORROW));
        ConsumerRecord<byte[], byte[]> back = back();
        producer.clear();
        ViewOf.cancel(view, OrganizationId.DEFAULT, new EventId("e-1"));

        Slice released = slice(TOMORROW, back);
        Slice late = slice(TOMORROW.plusSeconds(60), scheduled(TOMORROW));

        assertThat(List.of(released, late)).containsOnly(new Slice(FanOutProgress.at(8), 0, Slice.End.DROPPED));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aReplayIsForItsWebhookAloneAndANewDelivery() throws Exception {
        slice(NOW, replay(id(1)));

        List<Delivery> made = deliveries(producer.history()).toList();
        assertThat(made).hasSize(1);
        Delivery delivery = made.getFirst();
        assertThat(delivery.webhook()).isEqualTo(id(1));
        assertThat(delivery.trigger()).isEqualTo(Trigger.REPLAY);
        assertThat(delivery.webhooksOffset()).isEqualTo(3);
        assertThat(delivery.id())
                .isEqualTo(
                        DeliveryId.of(NOW, OrganizationId.DEFAULT, new EventId("e-1"), id(1), REPLAY + "/2026-03-01"));
        assertThat(log()).containsExactly(new LogRecord.FannedOut(LogRecord.Subject.of(delivery), NOW, REPLAY));
    }

    @Test
    void aReplayOfTwoEventsThatHaveOneIdOnDifferentDaysMakesTwoDeliveries() throws Exception {
        slice(NOW, replay(id(1)));
        slice(NOW, replay(id(1), NOW.minusSeconds(60)));
        slice(NOW, replay(id(1), NOW.minus(Duration.ofDays(1))));

        assertThat(ids()).hasSize(3);
        assertThat(Set.copyOf(ids())).hasSize(2);
    }

    @Test
    void aReplayOfACancelledEventIsDelivered() throws Exception {
        ViewOf.cancel(view, OrganizationId.DEFAULT, new EventId("e-1"));

        slice(NOW, replay(id(1)));

        assertThat(ids()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = WebhookState.class,
            names = {"OFF", "DELETED"})
    void aReplayForAWebhookThatTakesNothingMakesNothing(WebhookState state) throws Exception {
        ViewOf.add(view, List.of(with(FanOutRig.webhook(1, Pacing.DEFAULT, "a"), OrganizationId.DEFAULT, state)));

        Slice slice = slice(NOW, replay(id(1)));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 0, Slice.End.FANNED_OUT));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void aReplayForAWebhookOfOthersOrOfNobodyMakesNothing() throws Exception {
        ViewOf.add(view, List.of(with(FanOutRig.webhook(1, Pacing.DEFAULT, "a"), OTHER, WebhookState.ACTIVE)));

        slice(NOW, replay(id(1)));
        slice(NOW, replay(id(99)));

        assertThat(producer.history()).isEmpty();
    }

    @Test
    void whatNoServiceWritesIsPutAsideWithItsReason() throws Exception {
        byte[] junk = "{\"event\":\"a\",\"data\":1}".getBytes(StandardCharsets.UTF_8);

        Slice slice = slice(NOW, FanOutRig.record(TOPICS.eventsInternal(), 0, 7, junk, new RecordHeaders()));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 0, Slice.End.REJECTED));
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly(TOPICS.eventsRejected());
        assertThat(header(producer.history().getFirst(), HeaderNames.REASON)).contains(HeaderNames.VERSION);
        assertThat(header(producer.history().getFirst(), HeaderNames.SOURCE)).isEqualTo("t.events.internal/0/7");
    }

    private static ConsumerRecord<byte[], byte[]> scheduled(Instant deliverAt) {
        return event(
                0,
                7,
                "{\"event\":\"a\",\"id\":\"e-1\",\"ordering_key\":\"customer-1\",\"deliver_at\":\"" + deliverAt
                        + "\",\"data\":1}");
    }

    private static ConsumerRecord<byte[], byte[]> replay(WebhookId webhook) throws Exception {
        return replay(webhook, NOW);
    }

    private static ConsumerRecord<byte[], byte[]> replay(WebhookId webhook, Instant published) throws Exception {
        return internal(0, 7, new InternalEvent(eventAt(NOW), new Replay(REPLAY, webhook, published)));
    }

    /** What was produced last, as the scheduler hands it back. */
    private ConsumerRecord<byte[], byte[]> back() {
        ConsumerRecord<byte[], byte[]> waiting = onlyProduced();
        ProducerRecord<byte[], byte[]> back = TierCodec.back(TOPICS, TierCodec.read(waiting), waiting);
        return FanOutRig.record(back.topic(), 0, 7, back.value(), back.headers());
    }

    private ConsumerRecord<byte[], byte[]> onlyProduced() {
        assertThat(producer.history()).hasSize(1);
        return FanOutRig.received(producer.history().getFirst());
    }

    private List<DeliveryId> ids() {
        return deliveries(producer.history()).map(Delivery::id).toList();
    }

    private List<LogRecord> log() {
        return producer.history().stream()
                .filter(record -> record.topic().equals(TOPICS.attempts()))
                .map(FanOutRig::received)
                .map(record -> LogCodec.decode(record))
                .toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Webhook with(Webhook webhook, OrganizationId organization, WebhookState state) {
        return new Webhook(
                webhook.id(),
                organization,
                webhook.url(),
                webhook.events(),
                state,
                webhook.headers(),
                webhook.timeout(),
                webhook.retry(),
                webhook.signing(),
                webhook.pacing(),
                webhook.version() + 1,
                webhook.cancelBefore(),
                Access.NONE);
    }

    private Slice slice(Instant now, ConsumerRecord<byte[], byte[]> record) throws Exception {
        FanOut fanOut = FanOutRig.fanOut(view, producer, FanOutRig.slices(1000), now);
        SendWindow window = fanOut.window(_ -> {});
        Slice slice = fanOut.slice(record, null, 100, window);
        window.await();
        return slice;
    }
}
