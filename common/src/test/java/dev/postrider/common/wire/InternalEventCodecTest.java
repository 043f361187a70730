package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventDraft;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.InvalidEventException;
import dev.postrider.common.event.NativeEventParser;
import dev.postrider.common.id.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InternalEventCodecTest {
    private static final Instant DUE = Samples.PUBLISHED.plusSeconds(3600);

    @Test
    void aScheduledEventThatIsDueStaysAsItIs() throws InvalidEventException {
        verify("internal-scheduled", new InternalEvent(event("user/7", 2), null));
    }

    @Test
    void aReplayedEventStaysAsItIs() throws InvalidEventException {
        verify(
                "internal-replay",
                new InternalEvent(
                        event(null, 0), new InternalEvent.Replay(Samples.JOB, Samples.WEBHOOK, Samples.PUBLISHED)));
    }

    @Test
    void cancelledScheduledEventStaysAsItIs() {
        EventId event = new EventId("orders/17");
        ProducerRecord<byte[], byte[]> record =
                CancelledEventCodec.encode(Topics.DEFAULT, Samples.ACME, event, Samples.PUBLISHED, DUE);
        ProducerRecord<byte[], byte[]> tombstone = CancelledEventCodec.tombstone(Topics.DEFAULT, Samples.ACME, event);

        GoldenFiles.verify("cancelled-event", record);
        GoldenFiles.verify("cancelled-event-tombstone", tombstone);
        assertThat(WebhooksKey.parse(record.key())).isEqualTo(new WebhooksKey.OfEvent(Samples.ACME, event));
    }

    @Test
    void anEventWithoutIdIsRefused() {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.DEFAULT.eventsInternal(),
                null,
                null,
                null,
                "{\"event\":\"a\",\"data\":1,\"organization_id\":\"acme\"}".getBytes(StandardCharsets.UTF_8),
                WireHeaders.versioned().add(HeaderNames.EVENT_TIME, DUE).headers());

        assertThatThrownBy(() -> InternalEventCodec.decode(GoldenFiles.received(record)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no id");
    }

    private static Event event(@Nullable String orderingKey, int hops) throws InvalidEventException {
        EventDraft draft =
                NativeEventParser.parse("{\"event\":\"user.created\",\"data\": {\"n\": 1.0e2},\"metadata\":{ }}"
                        .getBytes(StandardCharsets.UTF_8));
        return new Event(
                Samples.ACME,
                new EventId("evt-1"),
                new EventType("user.created"),
                "2026-03-01T13:00:00+01:00",
                draft.data(),
                draft.metadata(),
                null,
                orderingKey,
                hops,
                DUE);
    }

    private static void verify(String name, InternalEvent internal) {
        ProducerRecord<byte[], byte[]> record = InternalEventCodec.encode(Topics.DEFAULT, internal);

        GoldenFiles.verify(name, record);
        assertThat(InternalEventCodec.decode(GoldenFiles.received(record))).isEqualTo(internal);
    }
}
